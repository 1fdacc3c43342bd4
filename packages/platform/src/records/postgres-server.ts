// Connects to a Postgres server that several nodes share: its address, its connections, and why one could not be made.

import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { RecordsError } from './records-error.js';

/** Milliseconds to wait for a connection. */
const connectWithin = 5_000;
/** Milliseconds that the watch of the log waits, for a connection and for an answer, before it takes them for dead. */
const watchConnectWithin = 2_000;
const watchWithin = 900;
/** Milliseconds after which the server ends a transaction that says nothing: a node that froze in it may hold the log. */
const idleInTransaction = 10_000;
/** The server finds out within half a minute that a node is gone without a word, and gives back what it held. */
const keepAlives = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';
/** Milliseconds that closing waits for the server to say goodbye. */
const endWithin = 1_000;
const int8 = 20;

/** Whole numbers come as numbers, as the embedded Postgres gives them; those past 2^53 as bigint. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary'
      ? parseWhole
      : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

function parseWhole(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

export interface PostgresServer {
  /** Host, port and database for messages: no user, no password. */
  readonly place: string;
  readonly pool: pg.Pool;
  /** Ends the pool; a network that went silent does not hold up the end. */
  end(): Promise<void>;
  /** A client apart from the pool, not connected yet, whose every answer must come within a second. */
  createWatcher(): pg.Client;
}

/**
 * Nothing is connected before it is needed.
 * @throws RecordsError `state-address-invalid`
 * @example const { pool } = createPostgresServer('postgres://gamekeeper:secret@db.example/gamekeeper');
 */
export function createPostgresServer(connectionString: string): PostgresServer {
  const place = placeOf(connectionString);
  const shared = {
    ...{ connectionString, types, keepAlive: true, application_name: 'gamekeeper', options: keepAlives },
    idle_in_transaction_session_timeout: idleInTransaction,
  };
  const pool = new pg.Pool({ ...shared, max: 10, connectionTimeoutMillis: connectWithin });
  // A connection that ends, idle or in use, is replaced; whoever used it meets the error. Unheard, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    place,
    pool,
    async end() {
      const patience = new AbortController();
      const impatient = wait(endWithin, undefined, { signal: patience.signal, ref: false });
      await Promise.race([pool.end(), impatient.catch(() => {})]);
      patience.abort();
    },
    createWatcher: () =>
      new pg.Client({ ...shared, connectionTimeoutMillis: watchConnectWithin, query_timeout: watchWithin }),
  };
}

/** Why a connection or statement failed, in one line; the driver's messages hold no password. */
export function reasonOf(error: unknown): string {
  // A host of several addresses fails once for each, under an error without a message.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** Where the address leads, without user and password. */
function placeOf(connectionString: string): string {
  const invalid = (found: string) =>
    new RecordsError(
      'state-address-invalid',
      `state: expected postgres://user:password@host:port/database with %-encoded special characters, found ${found}`,
    );
  let url: URL;
  try {
    url = new URL(connectionString);
  } catch {
    throw invalid('no address');
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') throw invalid(`the protocol ${url.protocol}`);
  // A / ? or # left as it is ends the password early, and what follows would be shown as the place.
  if (/@/.test(url.pathname + url.search + url.hash)) throw invalid('an @ after the host');
  return `${url.host}${url.pathname}`;
}
