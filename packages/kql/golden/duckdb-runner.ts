// Runs compiled queries on an in-memory DuckDB, for the golden tests: the same prelude as the engine's, and small tables.

import { DuckDBInstance } from '@duckdb/node-api';
import {
  type CompiledQuery,
  type CompiledResult,
  createCompiler,
  DiscoveryNeeded,
  duckDbPrelude,
  EXTERNAL_SCHEMA,
  type ExternalTable,
  externalColumn,
  externalTableName,
  physicalNames,
  type ScalarType,
  sqlTypes,
  type Table,
} from '@gamekeeper/kql';
import { registerHostFunctions } from '@gamekeeper/lake';

/** One table of a query's answer as the wires give it; `types` are KQL's names. */
export interface Answer {
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly ScalarType[];
  readonly rows: readonly (readonly unknown[])[];
  /** What ran. */
  readonly sql: string;
}

/** Ticks of 2026-01-15T12:00:00Z: what `now()` means in golden queries. */
export const GOLDEN_NOW = 639_040_752_000_000_000n;

/**
 * Compiles and runs one query, its external tables filled with `external`, and gives its tables; rejects with the compiler's or the
 * engine's error.
 */
export type Runner = (kql: string, external?: readonly (readonly string[])[]) => Promise<readonly Answer[]>;

export async function createRunner(tables: readonly Table[]): Promise<Runner> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`ATTACH ':memory:' AS "${EXTERNAL_SCHEMA}"`);
  await connection.run("SET TimeZone = 'UTC'");
  for (const statement of duckDbPrelude) await connection.run(statement);
  registerHostFunctions(connection);
  for (const { name, columns } of tables) {
    const physical = physicalNames(columns.map((column) => column.name));
    const list = columns.map((column, i) => `"${physical[i]}" ${sqlTypes[column.type]}`).join(', ');
    await connection.run(`CREATE TABLE "${name}" (${list}, "$ingested" BIGINT)`);
  }
  const compiler = createCompiler(tables);
  const texts = async (sql: string): Promise<readonly string[]> =>
    (await connection.runAndReadAll(sql)).getRows().map(([row]) => String(row));
  const fill = async (table: ExternalTable, rows: readonly (readonly string[])[]): Promise<void> => {
    const name = `"${EXTERNAL_SCHEMA}"."${externalTableName(table)}"`;
    const columns = table.fields.map((_, at) => `${externalColumn(at)} VARCHAR`);
    await connection.run(`CREATE OR REPLACE TABLE ${name} (${columns.join(', ')})`);
    const places = columns.map((_, at) => `$${at + 1}`).join(', ');
    for (const row of rows) await connection.run(`INSERT INTO ${name} VALUES (${places})`, [...row]);
  };
  const compile = async (kql: string, external: readonly (readonly string[])[]): Promise<CompiledQuery> => {
    const discoveries = new Map<string, readonly string[]>();
    for (;;) {
      try {
        const query = compiler.compile(kql, { now: GOLDEN_NOW, window: { from: null, to: null }, discoveries });
        for (const table of query.externals) await fill(table, external);
        return query;
      } catch (error) {
        if (!(error instanceof DiscoveryNeeded) || discoveries.has(error.id)) throw error;
        for (const table of error.externals) await fill(table, external);
        discoveries.set(error.id, await texts(error.sql));
      }
    }
  };
  const answer = async ({ name, sql, columns }: CompiledResult): Promise<Answer> => {
    try {
      const rows = (await texts(sql)).map((row) => JSON.parse(row) as unknown[]);
      const [names, types] = [columns.map((column) => column.name), columns.map(({ type }) => type)];
      return { name, columns: names, types, rows, sql };
    } catch (error) {
      throw new Error(`${(error as Error).message}\nSQL: ${sql}`, { cause: error });
    }
  };
  return async (kql, external = []) => {
    const answers: Answer[] = [];
    for (const result of (await compile(kql, external)).results) answers.push(await answer(result));
    return answers;
  };
}
