// What test runners may use: `import { createGamekeeper } from 'gamekeeper/testing'`.

import { type Gamekeeper, type GamekeeperOptions, createGamekeeper as open } from '@gamekeeper/server';

export {
  type Gamekeeper,
  type GamekeeperOptions,
  type KeeperRows,
  type PlayedClock,
  TestingError,
  type TestingErrorCode,
} from '@gamekeeper/server';

/**
 * Starts a keeper in this process: the real platform on a free port of this machine, with a sandbox tenant, a
 * registered, licensed and consented application, and a clock, quotas and faults that the test plays.
 * @throws TestingError `clock-invalid`, `rows-rejected`
 * @example
 * const keeper = await createGamekeeper({ clock: '2026-03-02T00:00:00Z' });
 * await keeper.quota.spend({ quota: 'hunting', calls: 45 });
 * await keeper.close();
 */
export const createGamekeeper: (options?: GamekeeperOptions) => Promise<Gamekeeper> = open;
