// Opens the platform's state: the embedded Postgres in the data directory, migrated to what this version expects.

import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import type { Clock } from '../clock.js';
import { type Attribution, appendEvent, createEventLog, type EventLog } from './event-log.js';
import { migrations } from './migrations/index.js';
import { createPglitePool } from './pglite-pool.js';
import { RecordsError } from './records-error.js';
import type { RecordsSchema } from './schema/index.js';

/** Where the state lies: a folder of the data directory, or (not yet served) a Postgres server. */
export type RecordsOptions = { readonly clock: Clock } & (
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

/** A change that was committed, by this node or another. */
export interface SeenChange {
  /** Number of its event. */
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
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
  /** Calls back after every committed change, own or foreign, in their order; the function returned ends that. */
  onChange(listener: (change: SeenChange) => void): () => void;
  close(): Promise<void>;
}

/**
 * Opens the state in `<directory>/state` and runs missing migrations. The first opening takes about 3 s, later ones
 * about 0.3 s. The caller holds the directory (`claimDataDirectory`).
 * @throws RecordsError `state-unusable` when the state cannot be read or migrated, `state-unsupported` for a server.
 */
export async function openRecords(options: RecordsOptions): Promise<Records> {
  if (options.directory === undefined) {
    throw new RecordsError('state-unsupported', 'state on a Postgres server is not supported yet; give a directory');
  }
  const directory = join(options.directory, 'state');
  let database: PGlite;
  try {
    database = await PGlite.create(directory);
  } catch (error) {
    throw unusable(directory, error);
  }
  const db = new Kysely<RecordsSchema>({ dialect: new PostgresDialect({ pool: createPglitePool(database) }) });
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw unusable(directory, error);
  }
  const { clock } = options;
  const listeners = new Set<(change: SeenChange) => void>();
  return {
    db,
    events: createEventLog(db),
    async change({ by, kind, subject, detail = {} }, apply) {
      const { id, result } = await db.transaction().execute(async (transaction) => {
        const result = await apply(transaction);
        const event = { at: clock(), actor: by.actor, kind, subject, detail: { reason: by.reason, ...detail } };
        return { id: await appendEvent(transaction, event), result };
      });
      for (const listener of listeners) listener({ id, kind, subject });
      return result;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => db.destroy(),
  };
}

function unusable(directory: string, error: unknown): RecordsError {
  const reason = error instanceof Error ? error.message : String(error);
  return new RecordsError('state-unusable', `the state in ${directory} cannot be opened: ${reason}`, { cause: error });
}
