// Tables of texts from outside the lake: in a database of their own, in memory, so that nothing of them is ever in its files.

import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { EXTERNAL_SCHEMA, externalColumn } from '@gamekeeper/kql';
import { EngineError } from '../engine/engine.js';
import type { ExternalRequest } from './protocol.js';
import { quoteName, quoteRelation } from './quote.js';

const TABLE = /^t[0-9a-f]{40}$/;

/** The statement that makes the place for them; once per database, before its settings are locked. */
export const createExternalStore = `ATTACH ':memory:' AS ${quoteName(EXTERNAL_SCHEMA)}`;

/** Makes and drops them, one statement after the other on one connection. Only whole tables can be read. */
export class ExternalStore {
  readonly #connection: Promise<DuckDBConnection>;
  readonly #held = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(instance: DuckDBInstance) {
    this.#connection = instance.connect();
  }

  /** @returns whether the table is there, for `has`; else true */
  async answer(request: ExternalRequest): Promise<boolean> {
    const { table } = request;
    if (!TABLE.test(table))
      throw new EngineError(
        'execution-failed',
        `expected the name of an external table, found ${JSON.stringify(table)}`,
      );
    const whole = quoteRelation(EXTERNAL_SCHEMA, table);
    const made = quoteRelation(EXTERNAL_SCHEMA, `${table}$new`);
    switch (request.act) {
      case 'has':
        return this.#held.has(table);
      case 'begin':
        await this.#run(`CREATE OR REPLACE TABLE ${made} (${columnNames(request.columns).join(' VARCHAR, ')} VARCHAR)`);
        return true;
      case 'rows':
        await this.#run(insertTexts(made, request.columns), [request.text]);
        return true;
      case 'commit':
        // Whoever reads the former table goes on reading it.
        await this.#run(
          `BEGIN; DROP TABLE IF EXISTS ${whole}; ALTER TABLE ${made} RENAME TO ${quoteName(table)}; COMMIT`,
        );
        this.#held.add(table);
        return true;
      case 'abandon':
        await this.#run(`DROP TABLE IF EXISTS ${made}`);
        return true;
      case 'drop':
        this.#held.delete(table);
        await this.#run(`DROP TABLE IF EXISTS ${whole}`);
        return true;
    }
  }

  async close(): Promise<void> {
    await this.#last;
    (await this.#connection).closeSync();
  }

  #run(sql: string, values: readonly string[] = []): Promise<unknown> {
    const turn = this.#last.then(async () => {
      const connection = await this.#connection;
      try {
        await connection.run(sql, [...values]);
      } catch (error) {
        await connection.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

const columnNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => quoteName(externalColumn(at)));

/** Appends the rows of one text parameter, a JSON array of texts per line. */
function insertTexts(relation: string, columns: number): string {
  const values = Array.from({ length: columns }, (_, at) => `coalesce(r[${at + 1}], '')`);
  return `INSERT INTO ${relation} SELECT ${values.join(', ')}
    FROM (SELECT from_json(l, '["VARCHAR"]') AS r FROM (SELECT unnest(string_split($1, chr(10))) AS l))`;
}
