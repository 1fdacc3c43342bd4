// A keeper in your test: the real platform on a free port of this machine, with a sandbox tenant and a clock that the test plays.

import { rm } from 'node:fs/promises';
import type { IngestSummary } from '@gamekeeper/lake';
import { type Sample, systemClock } from '@gamekeeper/platform';
import type { Platform } from './start-platform.js';
import { keeperFolders } from './testing-controls/keeper-folders.js';
import { createPlayedClock, type PlayedClock } from './testing-controls/played-clock.js';
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
  /** Back to how it began: rows, parties, quotas and clock. Takes a fraction of a second; calls in flight are waited for. */
  reset(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
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

  async function stop(): Promise<void> {
    await platform.close();
    await rm(platform.directory, { recursive: true, force: true });
  }

  return {
    ...{ url, sample, clock },
    tenantId: sample.tenant.id,
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
    async reset() {
      await stop();
      clock.reset();
      const { directory: copied } = await copySeed();
      platform = await startKeeper({ directory: copied, clock, options, port: Number(new URL(url).port) });
    },
    close: stop,
  };
}
