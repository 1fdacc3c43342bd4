// What a scope lets a hunt read, through the whole service.

import { createDuckDbEngine, type Engine, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHuntingService } from './create-hunting-service.js';
import { type HuntScope, tenantNamespace, wholeNamespace } from './hunt-scope.js';
import { HuntError, type HuntingService, type HuntRequest } from './hunting-service.js';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const clock = () => NOW;
const ticks = (BigInt(NOW) - 3_600_000n) * 10_000n + 621_355_968_000_000_000n;
const [one, other] = ['11111111-0000-4000-8000-000000000001', '22222222-0000-4000-8000-000000000002'];
const allOf = (tenant: string | undefined) => wholeNamespace(tenantNamespace(tenant ?? ''));
const only: HuntScope = {
  ...allOf(one),
  tables: new Map<string, HuntScope['others']>([
    ['AlertInfo', 'all'],
    ['AlertEvidence', ['Timestamp', 'AlertId']],
    ['EmailEvents', { refused: 'not-entitled', entitlement: 'defender-for-office' }],
    ['DeviceInfo', { refused: 'confidential', permission: 'Confidential.Read.All' }],
  ]),
  others: { refused: 'not-granted' },
};

let engine: Engine;
let service: HuntingService;
beforeAll(async () => {
  engine = await createDuckDbEngine({ directory: null, tables, clock });
  service = createHuntingService({ engine, tables, clock });
  const row = (values: object) => `{"Timestamp":${ticks},${JSON.stringify(values).slice(1)}`;
  for (const [namespace, owner] of [
    [null, 'home'],
    [tenantNamespace(one), 'one'],
    [tenantNamespace(other), 'other'],
  ] as const) {
    const names = ['AlertInfo', 'AlertEvidence', 'EmailEvents', 'DeviceInfo', 'DeviceEvents'];
    const parts = names.map((table) => ({
      table,
      partition: 'd20260228',
      rows: [row({ AlertId: owner, Title: owner })],
    }));
    await engine.append({ namespace, parts });
  }
  const audit = [one, other].map((TenantId) => row({ TenantId, Path: `/of/${TenantId}` }));
  await engine.append({ parts: [{ table: 'ApiAuditEvents', partition: 'd20260228', rows: audit }] });
});
afterAll(() => engine.close());

async function hunt(query: string, scope?: HuntScope, more: Partial<HuntRequest> = {}): Promise<unknown[]> {
  const answer = await service.hunt({ query, caller: null, ...(scope && { scope }), ...more });
  const rows: unknown[] = [];
  for await (const chunk of answer.rows)
    for (const line of new TextDecoder().decode(chunk).split('\n')) rows.push(JSON.parse(line));
  return rows;
}

describe('tenants', () => {
  const queries = [
    'AlertInfo',
    'union AlertInfo, AlertEvidence',
    'union Alert*',
    'search "*o*"',
    'table("AlertInfo")',
    'let f = () { AlertInfo }; f()',
    'AlertInfo | join kind=inner AlertEvidence on AlertId',
    'print n = toscalar(AlertInfo | project AlertId) | extend AlertId = n',
    'AlertInfo | project AlertId, n = 1 | evaluate pivot(AlertId, sum(n)) | getschema | project AlertId = ColumnName',
  ];
  test.each(queries)('each sees its own rows only: %s', async (query) => {
    for (const [scope, owner] of [
      [undefined, 'home'],
      [allOf(one), 'one'],
      [allOf(other), 'other'],
    ] as const)
      expect(await hunt(`${query} | where isnotempty(AlertId) | distinct AlertId`, scope)).toEqual([[owner]]);
  });

  test('one without any data finds all tables empty', async () => {
    const scope = allOf('33333333-0000-4000-8000-000000000003');
    expect(await hunt('DeviceProcessEvents | count', scope)).toEqual([[0]]);
    expect(await hunt('union * | count', scope)).toEqual([[0]]);
  });

  test('of a table that all share, each sees its own rows', async () => {
    const scope = {
      ...allOf(one),
      rowFilters: new Map([['ApiAuditEvents', { column: 'TenantId', equals: one ?? '' }]]),
    };
    expect(await hunt('ApiAuditEvents | project Path', scope)).toEqual([[`/of/${one}`]]);
    expect(await hunt('union ApiAuditEvents, AlertInfo | count', scope)).toEqual([[2]]);
  });
});

describe('a table that may not be read', () => {
  test.each([
    [
      'EmailEvents',
      "The table 'EmailEvents' needs the entitlement 'defender-for-office', which the tenant does not have",
    ],
    ['DeviceInfo', "The table 'DeviceInfo' is confidential and needs the permission 'Confidential.Read.All'"],
    ['DeviceEvents', "The table 'DeviceEvents' is not granted to the application"],
  ])('named by a query, it is refused with its name and why: %s', async (table, message) => {
    for (const query of [
      table,
      `AlertInfo\n| union ${table}`,
      `union isfuzzy=true AlertInfo, ${table}`,
      `search in (${table}) "x"`,
      `search in (AlertInfo, ${table}) "x"`,
      `AlertInfo | where AlertId in ((${table} | project Timestamp))`,
      `table('${table}')`,
      `let f = () { ${table} }; f()`,
    ]) {
      const refused = await hunt(query, only).catch((error: unknown) => error);
      expect(refused, query).toBeInstanceOf(HuntError);
      expect(refused, query).toMatchObject({ code: 'forbidden-table', message, forbidden: { table } });
    }
    await expect(hunt(`AlertInfo\n| union ${table}`, only)).rejects.toMatchObject({ line: 2, column: 9 });
  });

  test('wildcards pass it over', async () => {
    for (const query of ['union withsource=T * | distinct T', 'search "o*" | distinct $table'])
      expect((await hunt(query, only)).sort(), query).toEqual([['AlertEvidence'], ['AlertInfo']]);
    expect(await hunt('union Email*, AlertInfo | count', only)).toEqual([[1]]);
  });
});

test('a column that is not granted does not exist', async () => {
  expect(await hunt('AlertEvidence | getschema | project ColumnName', only)).toEqual([['Timestamp'], ['AlertId']]);
  for (const query of [
    'AlertEvidence | where Title == "one"',
    'AlertEvidence | project Title',
    'AlertEvidence | summarize count() by Title',
    'AlertEvidence | extend x = strlen(Title)',
    'AlertEvidence | sort by Title asc',
    'AlertEvidence | distinct Title',
    'AlertEvidence | join kind=inner AlertInfo on Title',
    'AlertEvidence | top 1 by Title',
  ]) {
    await expect(hunt(query, only), query).rejects.toMatchObject({
      code: 'semantic',
      message: expect.stringContaining("'Title'"),
    });
  }
  await expect(hunt('AlertEvidence | project-rename x = Title', only)).rejects.toMatchObject({ code: 'semantic' });
  expect(await hunt('AlertEvidence | where * has "one" | project column_ifexists("Title", "none")', only)).toEqual([
    ['none'],
  ]);
});

test('what was used is told, whatever became of the hunt', async () => {
  const pivot = 'AlertInfo | project AlertId, n = 1 | evaluate pivot(AlertId, sum(n))';
  const whole = await service.hunt({ query: pivot, caller: null });
  for await (const _ of whole.rows);
  expect(whole.tables).toEqual(['AlertInfo']);
  expect(await whole.cost).toEqual(await whole.usage);

  const endless = 'range i from 1 to 1000000000000 step 1 | where i % 7 == 3 | summarize count()';
  const stopped = await service.hunt({ query: endless, caller: null, timeoutMs: 50 });
  await expect(stopped.usage).rejects.toMatchObject({ code: 'timeout' });
  expect((await stopped.cost).elapsedMs).toBeGreaterThanOrEqual(49);

  // A hunt that is here has its turn: before, there is nothing to leave.
  const leaving = new AbortController();
  const left = await service.hunt({ query: endless, caller: null, signal: leaving.signal });
  leaving.abort();
  await expect(left.usage).rejects.toMatchObject({ code: 'cancelled' });
  expect((await left.cost).elapsedMs).toBeGreaterThan(0);

  const refused = await hunt(`${pivot} | where Nope == 1`).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(HuntError);
});

test('parse-kv runs on the engine', async () => {
  expect(
    await hunt(
      "print s = 'a: 1, b: x' | parse-kv s as (a:long, b:string) with (pair_delimiter=',', kv_delimiter=':')  | project a, b",
    ),
  ).toEqual([[1, 'x']]);
});
