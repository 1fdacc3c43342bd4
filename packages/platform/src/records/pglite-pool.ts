// Lets Kysely's own Postgres dialect speak to the embedded Postgres: a pool of one connection, handed out in turn.

import type { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient } from 'kysely';

/** Serves one client at a time, so that a transaction is never mixed with another caller's statements. */
export function createPglitePool(database: PGlite): PostgresPool {
  let last: Promise<void> = Promise.resolve();
  return {
    async connect() {
      const turn = last;
      let done: () => void = () => {};
      last = new Promise((resolve) => {
        done = resolve;
      });
      await turn;
      const query = async (text: string, parameters: readonly unknown[]) => {
        const result = await database.query(text, [...parameters]);
        return {
          command: result.command ?? '',
          rowCount: result.affectedRows ?? result.rows.length,
          rows: result.rows,
        };
      };
      // Kysely asks a client for rows or, with an argument of another kind, for a cursor; no cursor is configured here.
      return { query, release: () => done() } as unknown as PostgresPoolClient;
    },
    async end() {
      await last;
      await database.close();
    },
  };
}
