// Opens the platform's state, in the data directory or on a Postgres server, migrated to what this version expects.

import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { type Clock, steadyClock } from '../clock.js';
import { type ChangeFeed, createChangeFeed, type SeenChange } from './change-feed.js';
import { type Attribution, appendEvent, createEventLog, type EventLog } from './event-log.js';
import { migrate } from './migrate.js';
import { createPglitePool } from './pglite-pool.js';
import { createPostgresServer, reasonOf } from './postgres-server.js';
import { RecordsError } from './records-error.js';
import type { RecordsSchema } from './schema/index.js';
import { type EventWatch, watchEvents } from './watch-events.js';
import { createLocalTurns, createSharedTurns, type WorkAlone } from './work-alone.js';

/** Where the state lies: a folder of the data directory, or a Postgres server that several nodes may share. */
export type RecordsOptions = {
  /** Dates events. */
  readonly clock: Clock;
  /** Measures how long ago other nodes were last heard; the machine's steady clock unless told. */
  readonly pace?: Clock;
} & (
  | { readonly directory: string; readonly connectionString?: never }
  | { readonly connectionString: string; readonly directory?: never }
);

/** What a change is, for the trail; `detail` holds no secret. */
export interface Change {
  readonly by: Attribution;
  /** `<noun>.<participle>`: `application.created`. */
  readonly kind: string;
  /** Id of the thing changed. */
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** The open state. */
export interface Records {
  /** For reading; what must leave an event is changed through `change`. */
  readonly db: Kysely<RecordsSchema>;
  readonly events: EventLog;
  /**
   * Makes a change and appends its event in one transaction. When it resolves, the change is committed and every
   * listener on this node has been told; other nodes are told within a second.
   * @example await records.change({ by, kind: 'tenant.created', subject: id }, (t) => t.insertInto('tenant')…);
   */
  change<T>(change: Change, apply: (transaction: Kysely<RecordsSchema>) => Promise<T>): Promise<T>;
  /**
   * Calls back after every committed change, own or foreign, once each and in their order; the function returned ends
   * that. A listener must not throw.
   */
  onChange(listener: (change: SeenChange) => void): () => void;
  /**
   * Whether listeners were told of every change that was committed more than a second ago, on any node. While it is
   * false, what was remembered from the state must be read anew; in a data directory, which has one node, it is true.
   * @example const state = records.isCurrent() ? remembered.get(id) : undefined;
   */
  isCurrent(): boolean;
  /**
   * Runs the work while no other work of that name runs, on any node.
   * @example await records.alone('signing-key', async () => (await find()) ?? (await make()));
   */
  readonly alone: WorkAlone;
  close(): Promise<void>;
}

/**
 * Opens the state in `<directory>/state`, or on the server, and runs missing migrations. The first opening of a
 * directory takes about 3 s, later ones about 0.3 s. The caller holds the directory (`claimDataDirectory`).
 * @throws RecordsError `state-unusable` when the state cannot be read or migrated, `state-unreachable` when the server
 * cannot be connected to, `state-address-invalid`.
 * @example const records = await openRecords({ connectionString: 'postgres://gamekeeper@db.example/gamekeeper', clock: systemClock });
 */
export async function openRecords(options: RecordsOptions): Promise<Records> {
  const { clock, pace = steadyClock } = options;
  if (options.directory === undefined) return openShared(options.connectionString, clock, pace);
  const directory = join(options.directory, 'state');
  const database = await PGlite.create(directory).catch((error: unknown) => {
    throw unusable(directory, error);
  });
  const db = openKysely(createPglitePool(database));
  try {
    await migrate(db);
    const feed = createChangeFeed((await createEventLog(db).head()).id);
    return createRecords({ db, clock, feed, watch: null, alone: createLocalTurns() });
  } catch (error) {
    await db.destroy();
    throw unusable(directory, error);
  }
}

async function openShared(connectionString: string, clock: Clock, pace: Clock): Promise<Records> {
  const { place, pool, end, createWatcher } = createPostgresServer(connectionString);
  const db = openKysely({ connect: () => pool.connect(), end });
  try {
    await pool.query('select 1').catch((error: unknown) => {
      const message = `the state on ${place} cannot be reached: ${reasonOf(error)}`;
      throw new RecordsError('state-unreachable', message, { cause: error });
    });
    const alone = createSharedTurns(pool);
    await alone('migration', () => migrate(db));
    const feed = createChangeFeed((await createEventLog(db).head()).id);
    const watch = await watchEvents({ createClient: createWatcher, feed, pace });
    return createRecords({ db, clock, feed, watch, alone });
  } catch (error) {
    await db.destroy();
    throw error instanceof RecordsError ? error : unusable(place, error);
  }
}

function openKysely(pool: PostgresPool): Kysely<RecordsSchema> {
  return new Kysely<RecordsSchema>({ dialect: new PostgresDialect({ pool }) });
}

interface Parts {
  readonly db: Kysely<RecordsSchema>;
  readonly clock: Clock;
  readonly feed: ChangeFeed;
  /** Null where there is no other node. */
  readonly watch: EventWatch | null;
  readonly alone: WorkAlone;
}

function createRecords({ db, clock, feed, watch, alone }: Parts): Records {
  /** Tells listeners of everything up to an event that is committed. */
  async function tellUpTo(change: SeenChange): Promise<void> {
    if (feed.tell([change])) return;
    const missed = db.selectFrom('event').select(['id', 'kind', 'subject']).orderBy('id');
    const rows = await missed.where('id', '>', feed.seen).where('id', '<=', change.id).execute();
    if (!feed.tell(rows)) throw new Error(`expected event ${feed.seen + 1}, which is missing from the log`);
  }
  return {
    db,
    events: createEventLog(db),
    async change({ by, kind, subject, detail = {} }, apply) {
      // The head of the log is read after its lock was granted, which only this level shows.
      const transaction = db.transaction().setIsolationLevel('read committed');
      const { id, result } = await transaction.execute(async (transaction) => {
        const result = await apply(transaction);
        const event = { at: clock(), actor: by.actor, kind, subject, detail: { reason: by.reason, ...detail } };
        return { id: await appendEvent(transaction, event), result };
      });
      // The change is committed, whatever becomes of this: listeners hear later, and until then nothing is vouched for.
      await tellUpTo({ id, kind, subject }).catch(() => watch?.distrust());
      return result;
    },
    onChange: (listener) => feed.onChange(listener),
    isCurrent: () => watch?.isCurrent() ?? true,
    alone,
    async close() {
      await watch?.close();
      await db.destroy();
    },
  };
}

function unusable(place: string, error: unknown): RecordsError {
  return new RecordsError('state-unusable', `the state in ${place} cannot be opened: ${reasonOf(error)}`, {
    cause: error,
  });
}
