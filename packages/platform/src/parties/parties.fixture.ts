// A state with parties in it and a clock that moves only when told, for the tests of the parties.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleRegistration } from '../identity/seed-sample.js';
import { openRecords, type Records } from '../records/index.js';
import type { Application } from './applications.js';
import { createParties, type Parties } from './create-parties.js';
import type { Owner } from './owners.js';
import type { Unchecked } from './read-fields.js';
import type { Registration } from './registration.js';
import type { Tenant } from './tenants.js';

export const by = { actor: 'operator', reason: 'test' };
export const day = 86_400_000;

export interface PartiesFixture {
  readonly records: Records;
  readonly parties: Parties;
  readonly tenant: Tenant;
  readonly owner: Owner;
  readonly clock: () => number;
  advance(milliseconds: number): void;
  /** An application of `tenant` and `owner`; fields differ from the sample's as given. */
  register(fields?: Unchecked<Registration>): Promise<Application>;
  close(): Promise<void>;
}

/** On an embedded state of its own. */
export async function openPartiesFixture(): Promise<PartiesFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'gamekeeper-parties-'));
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock = () => now;
  const records = await openRecords({ directory, clock });
  const parties = createParties({ records, clock });
  const tenant = await parties.tenants.create({ displayName: 'Contoso', domain: 'contoso.example' }, by);
  const owner = await parties.owners.create({ displayName: 'Fabrikam', email: 'ops@fabrikam.example' }, by);
  return {
    ...{ records, parties, tenant, owner, clock },
    advance(milliseconds) {
      now += milliseconds;
    },
    register: (fields = {}) =>
      parties.applications.register({ ...sampleRegistration, ...fields, tenantId: tenant.id, ownerId: owner.id }, by),
    async close() {
      await records.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The code with which a promise was refused, or `accepted`. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (error) => error.code ?? String(error),
  );
