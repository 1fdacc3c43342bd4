import { expect, test } from 'vitest';
import { EngineError, type QueryReach } from '../engine/engine.js';
import { tablesRead } from './tables-read.js';

const tables = new Set(['T', 'U', 'Secret']);
const home: QueryReach = { namespace: null, tables: ['T', 'U'] };
const away: QueryReach = { namespace: 'tenant-1', tables: ['T', 'U'], shared: ['Secret'] };

test.each([
  ['SELECT 1 AS row', []],
  ['SELECT row FROM "T"', ['T']],
  ['SELECT row FROM "T", "U"', ['T', 'U']],
  ['SELECT row FROM (SELECT a FROM "T" WHERE b IN (SELECT c FROM "U")) AS result', ['T', 'U']],
  ['SELECT row FROM (("T" AS l JOIN "U" AS r ON l."a" = r."a"))', ['T', 'U']],
  ['SELECT row FROM "T" WHERE "a" IS NOT DISTINCT FROM "Secret" AND "b" IS DISTINCT FROM "Secret"', ['T']],
  [
    'WITH "shared$1" AS MATERIALIZED (SELECT * FROM "T"), "fold$0" AS (SELECT 1) SELECT row FROM "shared$1", "fold$0"',
    ['T'],
  ],
  ['SELECT row FROM (VALUES (1, 2), (3, 4)) AS rows("Secret", "b"), generate_series(0, 4) AS steps(i)', []],
  [`SELECT 'FROM "Secret"', "FROM ""Secret""" FROM "T" ORDER BY "Secret" DESC, "a" LIMIT 3`, ['T']],
] as const)('reads %s', (sql, expected) => {
  expect(tablesRead(sql, home, tables)).toEqual(expected);
});

test('of the external tables those of the query alone', () => {
  const reach: QueryReach = { ...away, external: ['t1'] };
  expect(tablesRead('SELECT row FROM "external"."t1", "tenant-1"."T"', reach, tables)).toEqual(['T']);
  for (const sql of [
    'SELECT row FROM "external"."t2"',
    'SELECT row FROM "t1"',
    'SELECT row FROM "external"."main"."t1"',
  ])
    expect(() => tablesRead(sql, reach, tables)).toThrow(expect.objectContaining({ code: 'forbidden-table' }));
  expect(() => tablesRead('SELECT row FROM "external"."t1"', away, tables)).toThrow(/external table t1/);
});

test('in a namespace the tables are its own, and those that all share', () => {
  const sql = 'SELECT row FROM "tenant-1"."T" JOIN "Secret" ON TRUE';
  expect(tablesRead(sql, away, tables)).toEqual(['T']);
});

test.each([
  'SELECT row FROM "Secret"',
  'SELECT row FROM "T", "Secret"',
  'SELECT row FROM "T" AS a, (SELECT 1) AS b, "Secret"',
  'SELECT row FROM "T" JOIN ("U" JOIN "Secret" ON TRUE) ON TRUE',
  'SELECT row FROM ("T" JOIN "U" ON TRUE), "Secret"',
  'SELECT row FROM "T" WHERE EXISTS (FROM "Secret")',
  'SELECT (SELECT max("a") FROM "Secret") AS row FROM "T"',
  'SELECT row FROM "T" ORDER BY (SELECT max("a") FROM Secret)',
  'SELECT row FROM "T" UNION ALL SELECT row FROM "Secret"',
  'SELECT row FROM "T" UNION ALL (TABLE "Secret")',
  'SELECT row FROM (PIVOT "Secret" ON "a")',
  'SELECT row FROM (SUMMARIZE "Secret")',
  'SELECT row FROM (DESC "Secret")',
  'SELECT row FROM (SHOW ALL TABLES)',
  'SELECT row FROM "t"',
  'SELECT row FROM "main"."T"',
  'SELECT row FROM "memory"."main"."T"',
  'SELECT row FROM "tenant-1"."T"',
  'SELECT row FROM "tenant-2"."T"',
  'SELECT row FROM "T$d20261122"',
  'SELECT row FROM "$batches"',
  'SELECT row FROM sqlite_master',
  'SELECT row FROM information_schema.tables',
  'SELECT row FROM duckdb_tables()',
  `SELECT row FROM query_table('Secret')`,
  `SELECT row FROM query('FROM "Secret"')`,
  `SELECT row FROM read_text('/etc/hostname')`,
  `SELECT row FROM '/etc/hostname.csv'`,
  'WITH "Secret" AS (SELECT 1) SELECT row FROM "Secret"',
  'WITH x AS (SELECT 1) SELECT row FROM x',
  'SELECT row FROM "shared$1"',
  'SELECT 1 -- FROM "T"',
  'SELECT 1 /* x */',
  'SELECT 1; SELECT 2',
  `SELECT E'\\' FROM "Secret" --'`,
  'SELECT $$x$$',
  `SELECT 'x`,
  'SELECT 1) UNION ALL (SELECT 2',
  'FROM "T"',
  'DROP VIEW "T"',
  '',
])('refuses %s', (sql) => {
  expect(() => tablesRead(sql, home, tables)).toThrow(EngineError);
  expect(() => tablesRead(sql, home, tables)).toThrow(/out of its reach$/);
});

test.each(['SELECT row FROM "T"', 'SELECT row FROM "tenant-2"."T"', 'SELECT row FROM "tenant-1"."Secret"'])(
  'refuses in another namespace %s',
  (sql) => {
    expect(() => tablesRead(sql, away, tables)).toThrow(EngineError);
  },
);
