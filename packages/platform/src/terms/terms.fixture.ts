// A state with a tenant and registered applications, for the tests of the terms.

import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecords, type Records } from '../records/open-records.js';
import { createTerms, type Terms } from './create-terms.js';

export const by = { actor: 'operator', reason: 'test' };
export const day = 86_400_000;
const start = Date.parse('2026-12-01T00:00:00Z');

export interface TermsFixture {
  readonly records: Records;
  readonly terms: Terms;
  readonly tenantId: string;
  readonly clock: () => number;
  advance(milliseconds: number): void;
  /** A registered application that was granted two permissions; further fields as given. */
  addApplication(fields?: { readonly agreement_id?: string; readonly purpose?: string }): Promise<string>;
  close(): Promise<void>;
}

export async function openTermsFixture(): Promise<TermsFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'gamekeeper-terms-'));
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  let now = start;
  const clock = () => now;
  const records = await openRecords({ directory, clock });
  const { db } = records;
  const tenantId = randomUUID();
  const ownerId = randomUUID();
  await db
    .insertInto('tenant')
    .values({ id: tenantId, display_name: 'Contoso', domain: 'contoso.example', created_at: now })
    .execute();
  await db
    .insertInto('owner')
    .values({ id: ownerId, display_name: 'Fabrikam', email: 'ops@fabrikam.example', created_at: now })
    .execute();
  return {
    ...{ records, tenantId, clock },
    terms: createTerms({ records, clock, place: { storageLocation: 'CH', jurisdiction: 'CH' } }),
    advance(milliseconds) {
      now += milliseconds;
    },
    async addApplication(fields = {}) {
      const id = randomUUID();
      await db
        .insertInto('application')
        .values({
          ...{ id, tenant_id: tenantId, object_id: randomUUID(), owner_id: ownerId, display_name: 'Hunter' },
          ...{ home_page: 'https://fabrikam.example', purpose: 'threat-hunting', data_categories: '["events"]' },
          ...{ privacy_statement_url: 'https://fabrikam.example/privacy', security_contact: 'sec@fabrikam.example' },
          ...{ redirect_uris: '[]', is_public: false, previews: false, attested_at: now, created_at: now },
          ...fields,
        })
        .execute();
      await db
        .insertInto('permission_grant')
        .values([
          { application_id: id, resource: 'graph', role: 'ThreatHunting.Read.All', granted_at: now },
          { application_id: id, resource: 'defender-xdr', role: 'Incident.Read.All', granted_at: now },
        ])
        .execute();
      return id;
    },
    async close() {
      await records.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
