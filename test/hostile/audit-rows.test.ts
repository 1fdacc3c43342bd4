// A tenant's hunts see its own audit rows only: whatever a query says, its answer is that of a lake in which no other tenant exists.

import { createCompiler, DiscoveryNeeded, KqlError, type TableRows, ticksFromMilliseconds } from '@gamekeeper/kql';
import { createDuckDbEngine, type Engine, EngineError, partitionOf, type QueryResult, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const NOW = Date.parse('2026-03-04T05:06:07Z');
const clock = (): number => NOW;
const now = ticksFromMilliseconds(NOW);
const OWN = 'aaaaaaaa-0000-4000-8000-000000000001';
const FOREIGN = 'bbbbbbbb-0000-4000-8000-000000000002';
const HOUR = 36_000_000_000n;
const T = 'ApiAuditEvents';
const secret = 'what-the-other-tenant-asked';

const ownRows: TableRows = new Map([[T, { column: 'TenantId', equals: OWN }]]);
const compiler = createCompiler([T, 'AlertInfo', 'DeviceEvents'].map((name) => tables.get(name) ?? raise(name)));

/** A lake with the rows of both tenants, and one that the other tenant never was in. */
let shared: Engine;
let alone: Engine;
beforeAll(async () => {
  [shared, alone] = await Promise.all([lakeOf(OWN, FOREIGN, ''), lakeOf(OWN)]);
});
afterAll(() => Promise.all([shared.close(), alone.close()]));

async function lakeOf(...tenants: readonly string[]): Promise<Engine> {
  const engine = await createDuckDbEngine({ directory: null, tables, clock, threads: 1 });
  const rows = Array.from({ length: 60 }, (_, n) => n).flatMap((n) =>
    tenants.map((tenant) => {
      const asked = tenant === OWN ? `own-${n}` : `${secret}-${n}`;
      const detail = {
        TenantId: tenant,
        RequestId: asked,
        Path: `/${asked}`,
        Query: asked,
        StatusCode: tenant === OWN ? 200 : 403,
      };
      const dynamics = { Tables: JSON.stringify([asked]), AdditionalFields: JSON.stringify({ asked, [asked]: n }) };
      const row = JSON.stringify({ ...detail, ...dynamics, Rows: tenant === OWN ? n : 10 ** 12 });
      const ticks = now - BigInt(n) * HOUR;
      return { partition: partitionOf(ticks, NOW), text: `{"Timestamp":${ticks},${row.slice(1)}` };
    }),
  );
  const parts = [...new Set(rows.map(({ partition }) => partition))].map((day) => ({
    table: T,
    partition: day,
    rows: rows.filter(({ partition }) => partition === day).map(({ text }) => text),
  }));
  await engine.append({ parts });
  const alert = JSON.stringify({ Title: 'own', AlertId: 'own-1', Severity: OWN });
  await engine.append({
    parts: [{ table: 'AlertInfo', partition: partitionOf(now, NOW), rows: [`{"Timestamp":${now},${alert.slice(1)}`] }],
  });
  return engine;
}

const limits = { maxRows: 10_000, maxBytes: 2 ** 26, timeoutMs: 20_000 };

/** The sorted rows, or the refusal. */
async function answer(engine: Engine, query: string, rows: TableRows = ownRows): Promise<readonly string[] | string> {
  const discoveries = new Map<string, readonly string[]>();
  try {
    for (;;) {
      try {
        const options = { now, window: { from: null, to: null }, rows, discoveries };
        return (
          await rowsOf(engine.query({ sql: compiler.compile(query, options).results[0].sql }, limits))
        ).toSorted();
      } catch (error) {
        if (!(error instanceof DiscoveryNeeded) || discoveries.has(error.id)) throw error;
        discoveries.set(error.id, await rowsOf(engine.query({ sql: error.sql }, limits)));
      }
    }
  } catch (error) {
    if (error instanceof KqlError || error instanceof EngineError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

async function rowsOf({ chunks }: QueryResult): Promise<readonly string[]> {
  const decoder = new TextDecoder();
  const rows: string[] = [];
  for await (const chunk of chunks) rows.push(...decoder.decode(chunk).split('\n'));
  return rows.filter(Boolean);
}

function raise(name: string): never {
  throw new Error(`no table ${name}`);
}

describe('queries that are answered', () => {
  test.each([
    T,
    `${T} | count`,
    `${T} | where TenantId != "${OWN}"`,
    `${T} | where TenantId == "${FOREIGN}"`,
    `${T} | where TenantId == "${FOREIGN}" or true`,
    `${T} | where Path has "${secret}" or 1 == 1 | project Path, Query, Tables, AdditionalFields`,
    `${T} | summarize count(), max(Rows), make_set(RequestId), take_any(Query), arg_max(Rows, *) by TenantId`,
    `${T} | summarize dcount(TenantId), hll(RequestId), percentile(Rows, 99), sum(Rows), stdev(Rows)`,
    `${T} | distinct TenantId, StatusCode`,
    `${T} | top 5 by Rows desc`,
    `${T} | top-nested 3 of TenantId by count(), top-nested 2 of Path by max(Rows)`,
    `${T} | sample-distinct 100 of TenantId`,
    `${T} | make-series count() on Timestamp from ago(3d) to now() step 1d by TenantId`,
    `${T} | serialize p = prev(Query), n = next(Query) | project p, n`,
    `${T} | extend TenantId = "${FOREIGN}" | where TenantId == "${FOREIGN}"`,
    `${T} | project-rename Hidden = TenantId | extend TenantId = "${OWN}"`,
    `${T} | project-away TenantId | count`,
    `${T} | mv-expand Tables to typeof(string) | summarize count() by Tables`,
    `${T} | mv-apply Tables to typeof(string) on (where Tables has "other")`,
    `${T} | evaluate bag_unpack(AdditionalFields)`,
    `${T} | evaluate pivot(TenantId, count())`,
    `${T} | parse Path with "/" what "-" rest | summarize by what`,
    `${T} | partition hint.strategy=native by TenantId (summarize count())`,
    `${T} | getschema`,
    `${T} | where ingestion_time() > ago(1d) | count`,
    `union ${T}, ${T}`,
    `union withsource=Source ${T}, AlertInfo | summarize count() by Source, TenantId`,
    `union * | project TenantId, Path, Query`,
    `union isfuzzy=true Api*, (${T} | where StatusCode == 403)`,
    `search "*" | project $table, TenantId, Path`,
    `search "other" | count`,
    `search in (Api*, ${T}) "${secret}"`,
    `${T} | join kind=inner (${T}) on StatusCode | count`,
    `${T} | join kind=fullouter (${T} | where StatusCode == 403) on RequestId | project RequestId, RequestId1`,
    `${T} | join kind=rightanti (${T}) on RequestId`,
    `AlertInfo | join kind=rightouter (${T}) on $left.Severity == $right.TenantId | project Title, Path`,
    `AlertInfo | join kind=leftanti (${T}) on $left.Severity == $right.TenantId`,
    `AlertInfo | lookup kind=inner (${T} | where StatusCode == 403) on $left.Severity == $right.TenantId`,
    `AlertInfo | where toscalar(${T} | where StatusCode == 403 | count) > 0`,
    `AlertInfo | where "${FOREIGN}" in ((${T} | project TenantId))`,
    `print all = toscalar(${T} | summarize make_list(Query))`,
    `let all = materialize(${T}); all | where StatusCode == 403 | union all`,
    `let peek = (t: (TenantId: string, Path: string)) { t | where TenantId != "${OWN}" }; peek(${T})`,
    `let ${T} = ${T} | where true; ${T} | where StatusCode == 403`,
    `let f = () { table("${T}") }; f() | summarize count() by TenantId`,
    `table("${T}") | where StatusCode == 403`,
    `cluster("localhost").database("NetDefaultDB").${T} | where StatusCode == 403`,
    `['${T}'] | where StatusCode == 403`,
    `range n from 0 to 3 step 1 | extend k = "${FOREIGN}" | join kind=inner (${T}) on $left.k == $right.TenantId`,
  ])('%s', async (query) => {
    const expected = await answer(alone, query);
    expect(expected, 'the query shows nothing where it is refused').toBeInstanceOf(Array);
    const found = await answer(shared, query);
    expect(found).toEqual(expected);
    expect(JSON.stringify(found)).not.toContain(secret);
  });
});

/** Conditions that the engine cannot compute for rows of the other tenant, and says so with what it found there. */
const failing = ['datetime_add("year", Rows, Timestamp) > ago(1d)', 'assert(Rows < 1000000000, Path)'];

/** Where the engine might try a condition on rows before they are filtered. */
const places: Readonly<Record<string, (condition: string) => string>> = {
  where: (condition) => `${T} | where ${condition} | count`,
  'behind other conditions': (condition) =>
    `${T} | where StatusCode == 403 and isnotempty(Path) | where ${condition} or Rows > 5 | count`,
  'before other conditions': (condition) =>
    `${T} | where (${condition}) and Path has "other" and TenantId != "" | project Path`,
  'beside the tenant': (condition) => `${T} | where TenantId == "${FOREIGN}" or (${condition}) | count`,
  'a column': (condition) => `${T} | extend c = ${condition} | where c | summarize count() by c`,
  'a key of a group': (condition) => `${T} | summarize count() by c = ${condition}`,
  'above a join': (condition) =>
    `${T} | join kind=inner (${T} | project RequestId, StatusCode) on RequestId | where ${condition} | count`,
  'a member of a list': (condition) =>
    `${T} | where RequestId in ((${T} | where ${condition} | project RequestId)) and ${condition} | count`,
  'above a union': (condition) => `union ${T}, (${T} | where StatusCode == 403) | where ${condition} | count`,
  'an order': (condition) => `${T} | top 3 by iff(${condition}, 1, 0)`,
  'a toscalar': (condition) => `print n = toscalar(${T} | where ${condition} | count)`,
};

describe('a condition that fails on rows of another tenant tells nothing of them', () => {
  test.each(failing)('%s', async (condition) => {
    for (const [place, queryOf] of Object.entries(places)) {
      const query = queryOf(condition);
      expect(await answer(shared, query, new Map()), `${place}: shows nothing unless it fails`).toMatch(/failed/);
      const found = await answer(shared, query);
      expect(found, place).toBeInstanceOf(Array);
      expect(found, place).toEqual(await answer(alone, query));
    }
  });
});

test('the filter holds where its column is not granted, and the column stays unknown', async () => {
  const grants = { tables: new Map([[T, ['Path']]]), others: 'refused' } as const;
  const options = { now, window: { from: null, to: null }, grants, rows: ownRows };
  const { sql, columns } = compiler.compile(`${T} | summarize count()`, options).results[0];
  expect(await rowsOf(shared.query({ sql }, limits))).toEqual(['[60]']);
  expect(columns.map(({ name }) => name)).toEqual(['count_']);
  expect(compiler.compile(T, options).results[0].columns.map(({ name }) => name)).toEqual(['Path']);
  expect(() => compiler.compile(`${T} | where TenantId == ""`, options)).toThrow(KqlError);
});

test('a value is a value, whatever is written in it', async () => {
  for (const equals of [
    `x' OR '1'='1`,
    `${OWN}' --`,
    `'; DROP TABLE "${T}"; --`,
    `${OWN}\0`,
    OWN.toUpperCase(),
    '%',
    '',
  ]) {
    const rows: TableRows = new Map([[T, { column: 'TenantId', equals }]]);
    const { sql } = compiler.compile(`${T} | count`, { now, window: { from: null, to: null }, rows }).results[0];
    expect(await rowsOf(alone.query({ sql }, limits)), equals).toEqual(['[0]']);
  }
});

test('a rule that names no text of the table hides it', () => {
  for (const column of ['Nothing', 'StatusCode', 'tenantid', '__proto__', 'Timestamp'])
    expect(() =>
      compiler.compile(T, { now, window: { from: null, to: null }, rows: new Map([[T, { column, equals: '1' }]]) }),
    ).toThrow(`rows of ${T}: expected a string column of the table, found '${column}'`);
});
