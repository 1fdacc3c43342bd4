// A keeper in your test: the real platform on a free port of this machine, with a sandbox tenant and a clock that the test plays.

import { rm } from 'node:fs/promises';
import type { IngestSummary } from '@gamekeeper/lake';
import { type Sample, systemClock } from '@gamekeeper/platform';
import type { HTTPMethods } from 'fastify';
import type { Platform } from './start-platform.js';
import type { Fault, NewFault } from './testing-controls/fault-plan.js';
import { keeperFolders } from './testing-controls/keeper-folders.js';
import { createPlayedClock, type PlayedClock } from './testing-controls/played-clock.js';
import type { QuotaControls } from './testing-controls/quota-controls.js';
import { type GamekeeperOptions, makeSeed, startKeeper, storeRows } from './testing-controls/start-keeper.js';
import { TestingError } from './testing-controls/testing-error.js';

export type { GamekeeperOptions, KeeperRows } from './testing-controls/start-keeper.js';

/** A running keeper. */
export interface Gamekeeper {
  /** Scheme, host and port; it stays the same through `reset`. */
  readonly url: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Plays the time: of answers, tokens, quotas, terms and retention alike. */
  readonly clock: PlayedClock;
  /**
   * An access token of the application.
   * @param resource audience of the token, `https://graph.microsoft.com` unless told
   * @throws TestingError `resource-unknown`
   */
  token(resource?: string): Promise<string>;
  /** Stores rows of a table. @throws TestingError `rows-rejected` when one of them does not fit; the others are stored. */
  ingest(table: string, rows: readonly object[]): Promise<IngestSummary>;
  /** What its application used of its quotas: shown, spent, set, forgotten. */
  readonly quota: KeeperQuota;
  /** Faults that strike its application's calls, once they are admitted; the audit tells them. */
  readonly faults: KeeperFaults;
  /** Keeps the rows as they are; up to nine at a time. */
  snapshot(): Promise<string>;
  /** Brings the rows of a snapshot back and forgets what was used of the quotas. @throws TestingError `snapshot-unknown` */
  restore(snapshot: string): Promise<void>;
  /** Back to how it began: rows, parties, quotas, faults, snapshots and clock. Takes a fraction of a second; calls in flight are waited for. */
  reset(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

type OfTenant<F> = F extends (tenantId: string, ...rest: infer R) => infer A ? (...rest: R) => A : never;

/** `QuotaControls` of the keeper's tenant. */
export interface KeeperQuota {
  readonly show: OfTenant<QuotaControls['show']>;
  readonly spend: OfTenant<QuotaControls['spend']>;
  readonly set: OfTenant<QuotaControls['set']>;
  readonly clear: OfTenant<QuotaControls['clear']>;
}

/** `FaultPlan` of the keeper's tenant. */
export interface KeeperFaults {
  /** @throws TestingError `fault-invalid` */
  inject(fault: NewFault): Fault;
  list(): readonly Fault[];
  /** Removes one by its id, or all. @throws TestingError `fault-unknown` */
  clear(id?: string): void;
}

/** A keeper with its inside, for the tests of this repository. */
export interface OpenGamekeeper extends Gamekeeper {
  /** Another one after each `reset`. */
  readonly platform: Platform;
  readonly sample: Sample;
}

/**
 * Starts a keeper. The first of a process takes seconds, later ones a fraction of one: they copy the first one's state,
 * so that keepers of one process with the same options have the same ids and secret.
 * @throws TestingError `clock-invalid`, `rows-rejected`
 * @example
 * const keeper = await createGamekeeper({ data: { DeviceInfo: [{ Timestamp: '2026-01-01', DeviceName: 'a' }] } });
 * const token = await keeper.token();
 * await keeper.close();
 */
export async function createGamekeeper(options: GamekeeperOptions = {}): Promise<OpenGamekeeper> {
  const clock = createPlayedClock(options.clock === undefined ? {} : { start: options.clock });
  const folders = await keeperFolders(systemClock);
  const copySeed = () => folders.copy(JSON.stringify(options), () => makeSeed(folders, options));
  const { directory, made: sample } = await copySeed();
  let platform = await startKeeper({ directory, clock, options, port: 0 });
  const { url } = platform;
  const tenantId = sample.tenant.id;

  async function stop(): Promise<void> {
    await platform.close();
    await rm(platform.directory, { recursive: true, force: true });
  }

  return {
    ...{ url, sample, clock, tenantId },
    clientId: sample.application.id,
    clientSecret: sample.secret,
    get platform() {
      return platform;
    },
    async token(resource = 'https://graph.microsoft.com') {
      const { identity } = platform;
      const audience = identity.resolveAudience(resource);
      if (audience === null) throw new TestingError('resource-unknown', `no tokens are issued for '${resource}'`);
      const [credential] = await identity.parties.credentials.list(sample.application.id);
      const credentialId = credential?.id ?? null;
      const { application } = sample;
      return (await identity.issueToken({ application, credentialId, proof: 'secret', audience, origin: url })).token;
    },
    ingest: (table, rows) => storeRows(platform, table, rows, clock.now),
    quota: {
      show: (target) => platform.testing.quotas.show(tenantId, target),
      spend: (target) => platform.testing.quotas.spend(tenantId, target),
      set: (target) => platform.testing.quotas.set(tenantId, target),
      clear: (target) => platform.testing.quotas.clear(tenantId, target),
    },
    faults: {
      inject: (fault) =>
        platform.testing.faults.inject(tenantId, fault, (method, path) =>
          platform.server.hasRoute({ method: method as HTTPMethods, url: path }),
        ),
      list: () => platform.testing.faults.list(tenantId),
      clear: (id) => platform.testing.faults.clear(tenantId, id),
    },
    snapshot: async () => (await platform.testing.snapshots.take(tenantId)).id,
    restore: (snapshot) => platform.testing.restore(tenantId, snapshot),
    async reset() {
      await stop();
      clock.reset();
      const { directory: copied } = await copySeed();
      platform = await startKeeper({ directory: copied, clock, options, port: Number(new URL(url).port) });
    },
    close: stop,
  };
}
