// Starts a keeper's platform, and makes the data directory that keepers with the same options begin with.

import { join } from 'node:path';
import { createDuckDbEngine, type IngestSummary, ingestStream, storeSample, tables } from '@gamekeeper/lake';
import {
  type Clock,
  createHuntingService,
  createTenantNamespaces,
  type ResourceId,
  resources,
  type Sample,
} from '@gamekeeper/platform';
import { type Platform, startPlatform } from '../start-platform.js';
import type { KeeperFolders, Template } from './keeper-folders.js';
import { createPlayedClock, type PlayedClock } from './played-clock.js';
import { TestingError } from './testing-error.js';

/** Rows by the table that they belong to. */
export type KeeperRows = Readonly<Record<string, readonly object[]>>;

export interface GamekeeperOptions {
  /** Where its clock starts, in milliseconds since the Unix epoch or as ISO 8601; the machine's time unless told. */
  readonly clock?: number | string;
  /** Rows that it begins with and that `reset` brings back, or a month of sample events; none unless told. */
  readonly data?: KeeperRows | 'sample';
  /** Which sample; the same number draws the same events. */
  readonly seed?: number;
  /** What the application may do; unless told, everything of Defender and Graph, and ingest. */
  readonly permissions?: readonly { readonly resource: ResourceId; readonly permission: string }[];
}

/** Starts the platform on a directory, 0 for a free port. */
export function startKeeper({
  directory,
  clock,
  options,
  port,
}: {
  readonly directory: string;
  readonly clock: PlayedClock;
  readonly options: GamekeeperOptions;
  readonly port: number;
}): Promise<Platform> {
  return startPlatform({
    ...{ directory, port, clock: clock.now, steady: clock.steady, playedClock: clock },
    sample: { tenantKind: 'sandbox', permissions: options.permissions ?? everyPermission() },
    createServices: async (context) => {
      const engine = await createDuckDbEngine({ directory: join(context.directory, 'lake'), tables, clock: clock.now });
      return { engine, hunting: createHuntingService({ engine, tables, clock: clock.now }) };
    },
  });
}

/** Starts a keeper once, stores what it begins with, and closes it. */
export async function makeSeed(folders: KeeperFolders, options: GamekeeperOptions): Promise<Template<Sample>> {
  const { data = {}, seed = 0 } = options;
  const directory = await folders.copyBlank();
  const clock = createPlayedClock(options.clock === undefined ? {} : { start: options.clock });
  // So that nothing in the directory is younger than the keepers that begin with it.
  clock.freeze();
  const platform = await startKeeper({ directory, clock, options, port: 0 });
  try {
    if (data === 'sample') await storeSample(platform.services.engine, { now: clock.now(), seed });
    else for (const [table, rows] of Object.entries(data)) await storeRows(platform, table, rows, clock.now);
    // Makes the signing keys, so that tokens outlive a reset.
    await platform.identity.publishedKeys();
    if (platform.sample === null) throw new Error('expected a first start');
    return { directory, made: platform.sample };
  } finally {
    await platform.close();
  }
}

/**
 * Stores rows in a table of the keeper's tenant.
 * @throws TestingError `rows-rejected`
 */
export async function storeRows(
  { services: { engine }, records, identity }: Platform,
  table: string,
  rows: readonly object[],
  clock: Clock,
): Promise<IngestSummary> {
  const [tenant] = await identity.parties.tenants.list();
  const namespace = tenant === undefined ? null : await createTenantNamespaces(records).of(tenant.id);
  const summary = await ingestStream(linesOf(rows), { engine, namespace, clock, table });
  if (summary.rejected === 0) return summary;
  const [first] = summary.rejects;
  const message = `${table}: expected ${rows.length} rows that fit, found ${summary.rejected} that do not; the first: ${first?.reason}`;
  throw new TestingError('rows-rejected', message);
}

async function* linesOf(rows: readonly object[]): AsyncGenerator<Uint8Array> {
  for (const row of rows) yield Buffer.from(`${JSON.stringify(row)}\n`);
}

function everyPermission(): NonNullable<GamekeeperOptions['permissions']> {
  const own: { resource: ResourceId; permission: string }[] = [{ resource: 'gamekeeper', permission: 'Ingest.Write' }];
  const wires = [resources['defender-xdr'], resources['defender-endpoint'], resources.graph];
  return wires
    .flatMap(({ id, permissions }) =>
      permissions
        .filter(({ kinds }) => kinds.includes('application'))
        .map(({ name }) => ({ resource: id, permission: name })),
    )
    .concat(own);
}
