import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppendBatch, auditColumns, createDuckDbEngine, type Engine, EngineError, tables } from '@gamekeeper/lake';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHuntingService } from '../hunting/create-hunting-service.js';
import { type HuntScope, tenantNamespace, wholeNamespace } from '../hunting/hunt-scope.js';
import type { HuntingService } from '../hunting/hunting-service.js';
import { auditRow } from './audit-row.fixture.js';
import { auditRowFilters } from './audit-row-filters.js';
import { type AuditTrail, type AuditTrailOptions, createAuditTrail } from './create-audit-trail.js';

const clock = (): number => Date.parse('2026-03-04T05:06:08Z');

let engine: Engine;
let hunting: HuntingService;
beforeAll(async () => {
  engine = await createDuckDbEngine({ directory: null, tables, clock, threads: 1 });
  hunting = createHuntingService({ engine, tables, clock, limits: { lookbackDays: null } });
});
afterAll(() => engine.close());

let directory: string;
let trail: AuditTrail | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gamekeeper-audit-'));
});
afterEach(async () => {
  await trail?.close();
  rmSync(directory, { recursive: true, force: true });
  const statistics = await engine.statistics();
  for (const { table, partitions } of statistics) await engine.dropPartitions(table, partitions);
});

function open(options: Partial<AuditTrailOptions> = {}): AuditTrail {
  // Nothing is sent but by flush and close, so that each test says when.
  trail = createAuditTrail({ engine, directory, clock, nodeId: 'node-1', flushMs: 3_600_000, ...options });
  return trail;
}

async function hunt(query: string, scope?: HuntScope): Promise<readonly (readonly unknown[])[]> {
  const { rows } = await hunting.hunt({ query, caller: null, ...(scope && { scope }) });
  const decoder = new TextDecoder();
  const texts: string[] = [];
  for await (const chunk of rows) texts.push(...decoder.decode(chunk).split('\n'));
  return texts.filter(Boolean).map((text) => JSON.parse(text));
}

const requestIds = async (): Promise<readonly unknown[]> =>
  (await hunt('ApiAuditEvents | project RequestId | order by RequestId asc')).flat();

const journalFiles = (): readonly string[] =>
  readdirSync(join(directory, 'audit')).filter((name) => name.endsWith('ndjson'));

describe('a recorded call', () => {
  test('is a row of ApiAuditEvents with every column', async () => {
    const audit = open();
    audit.record(auditRow());
    await audit.flush();
    const names = tables.get('ApiAuditEvents')?.columns.map(({ name }) => name) ?? [];
    const [row = []] = await hunt('ApiAuditEvents');
    expect(Object.fromEntries(names.map((name, at) => [name, row[at]]))).toEqual({
      Timestamp: '2026-03-04T05:06:07.089Z',
      ...{
        RequestId: 'r-1',
        ClientRequestId: 'c-1',
        TenantId: 'tenant-1',
        TenantKind: 'production',
        OwnerId: 'owner-1',
      },
      ...{ ApplicationId: 'application-1', ApplicationName: 'Watcher', CredentialId: 'credential-1', TokenId: 'uti-1' },
      ...{ UserId: 'user-1', IPAddress: '192.0.2.7', Country: 'NL', UserAgent: 'watcher/1.0', Method: 'POST' },
      Origin: 'https://keeper.example:8443',
      Route: '/v1.0/security/runHuntingQuery',
      Path: '/v1.0/security/runHuntingQuery',
      ...{
        Wire: 'graph',
        Permission: 'ThreatHunting.Read.All',
        Roles: ['ThreatHunting.Read.All', 'Incident.Read.All'],
      },
      ...{ Quota: 'hunting', QuotaProfile: 'defender-2021', Gate: 'quota', Reason: 'quota-exceeded', StatusCode: 429 },
      ...{ RequestBytes: 120, ResponseBytes: 345, Rows: 1, Truncated: false, DurationMs: 12.5, RunningTimeMs: 7.25 },
      PeakMemoryBytes: 1_048_576,
      Query: 'AlertInfo | take 1',
      QueryHash: '1d76a73a66882874d4c5c1244697dcc5a0e824b2edc35a10c143f92d11420cbe',
      ...{ Tables: ['AlertInfo'], TermsVersion: '2026-01', Agreement: 'agreement-1', Consents: ['consent-1'] },
      ...{ NodeId: 'node-1', AdditionalFields: { retryInMs: 1500, live: true } },
    });
  });

  test('is a row of GraphAPIAuditEvents in the columns that Defender has', async () => {
    const audit = open();
    audit.record(auditRow());
    audit.record(
      auditRow({ requestId: 'r-2', clientRequestId: null, userId: null, path: '/api/incidents', roles: [] }),
    );
    audit.record(auditRow({ requestId: 'r-3', tenantId: null }));
    await audit.flush();
    const columns =
      'ApiVersion, ClientRequestId, AccountObjectId, EntityType, RequestDuration, ResponseStatusCode, Scopes, RequestUri, Timestamp, TimeGenerated, ResponseSize, SourceSystem';
    expect(await hunt(`GraphAPIAuditEvents | order by RequestId asc | project RequestId, ${columns}`)).toEqual([
      [
        'r-1',
        'v1.0',
        'c-1',
        'user-1',
        'user',
        '13',
        '429',
        'ThreatHunting.Read.All Incident.Read.All',
        'https://keeper.example:8443/v1.0/security/runHuntingQuery',
        '2026-03-04T05:06:07.089Z',
        '2026-03-04T05:06:07.089Z',
        345,
        'Gamekeeper',
      ],
      [
        'r-2',
        '',
        'r-2',
        '',
        'app',
        '13',
        '429',
        '',
        'https://keeper.example:8443/api/incidents',
        '2026-03-04T05:06:07.089Z',
        '2026-03-04T05:06:07.089Z',
        345,
        'Gamekeeper',
      ],
    ]);
  });

  test('is stored whatever stands in it', async () => {
    const audit = open();
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\ud800', 'a\0b', '\n', '"\\u0000', 'x'.repeat(9_000), '😀'.repeat(5_000)),
    );
    const number = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(1e21, -1e21, Number.NaN, Number.POSITIVE_INFINITY),
    );
    let count = 0;
    fc.assert(
      fc.property(
        text,
        text,
        number,
        fc.dictionary(text, fc.oneof(text, number, fc.boolean(), fc.constant(null))),
        (one, other, figure, bag) => {
          const hunted = {
            query: one,
            tables: [other],
            rows: figure,
            truncated: null,
            runningTimeMs: figure,
            peakMemoryBytes: figure,
          };
          audit.record(
            auditRow({
              ...{
                at: figure,
                requestId: `r-${count++}`,
                tenantId: one,
                userAgent: other,
                path: one,
                roles: [one, other],
              },
              ...{ statusCode: figure, requestBytes: figure, durationMs: figure, hunt: hunted, additionalFields: bag },
            }),
          );
        },
      ),
      { numRuns: 300 },
    );
    await audit.flush();
    expect(await hunt('ApiAuditEvents | summarize count(), dcount(RequestId, 4)')).toEqual([[count, count]]);
    expect(audit.status()).toEqual({ journalBytes: 0, unwritten: 0, lost: 0, failure: null });
  });

  test('keeps the start of a long query and the hash of all of it', async () => {
    const audit = open();
    const { hunt: hunted } = auditRow();
    for (const end of ['a', 'b']) {
      const query = `${'x'.repeat(10_000)}${end}`;
      audit.record(auditRow({ requestId: end, hunt: hunted && { ...hunted, query } }));
    }
    await audit.flush();
    expect(await hunt('ApiAuditEvents | summarize dcount(QueryHash), max(strlen(Query)), min(strlen(Query))')).toEqual([
      [2, 8_192, 8_192],
    ]);
  });
});

test('rows come into the lake by themselves, those of an earlier process too', async () => {
  const first = open();
  await first.close();
  first.record(auditRow({ requestId: 'a' }));
  expect(journalFiles()).toHaveLength(1);
  open({ flushMs: 1 });
  await expect.poll(requestIds).toEqual(['a']);
  trail?.record(auditRow({ requestId: 'b' }));
  await expect.poll(requestIds).toEqual(['a', 'b']);
});

test('a tenant sees its own calls only, in both tables; the operator sees all', async () => {
  const namespaces = { of: async (tenantId: string) => (tenantId === 'home' ? null : tenantNamespace(tenantId)) };
  const audit = open({ namespaces });
  for (const tenantId of ['home', 'one', 'two', null])
    audit.record(auditRow({ requestId: `r-${tenantId}`, tenantId, path: `/${tenantId}` }));
  await audit.flush();
  const union =
    'union ApiAuditEvents, GraphAPIAuditEvents | project Type, RequestId | order by Type asc, RequestId asc';
  for (const tenantId of ['home', 'one', 'two', 'three']) {
    const namespace = await namespaces.of(tenantId);
    const scope: HuntScope = { ...wholeNamespace(namespace), rowFilters: auditRowFilters(tenantId) };
    const own = tenantId === 'three' ? [] : [`r-${tenantId}`];
    expect(await hunt(union, scope), tenantId).toEqual([
      ...own.map((id) => ['', id]),
      ...own.map((id) => ['GraphAPIAuditEvents', id]),
    ]);
    expect(await hunt('search "r-" | summarize count()', scope), tenantId).toEqual([[2 * own.length]]);
  }
  expect(await requestIds()).toEqual(['r-home', 'r-null', 'r-one', 'r-two']);
  await Promise.all(['one', 'two', 'three'].map((tenantId) => engine.dropNamespace(tenantNamespace(tenantId))));
});

test('every column is described', () => {
  expect(Object.keys(auditColumns)).toEqual(tables.get('ApiAuditEvents')?.columns.map(({ name }) => name));
});

describe('when the lake fails', () => {
  /** The real engine, which fails as long as it is told to: before it stores, or after, so that only the answer is lost. */
  function failing(): { fail: 'before' | 'after' | null; readonly engine: Pick<Engine, 'append'> } {
    const faulty = {
      fail: null as 'before' | 'after' | null,
      engine: {
        async append(batch: AppendBatch) {
          if (faulty.fail === 'before') throw new EngineError('engine-stopped', 'the engine process has ended');
          const result = await engine.append(batch);
          if (faulty.fail === 'after') throw new EngineError('engine-stopped', 'the engine process has ended');
          return result;
        },
      },
    };
    return faulty;
  }

  test.each(['before', 'after'] as const)(
    '%s it stored, the rows wait in the journal and are stored once',
    async (moment) => {
      const lake = failing();
      const faults: string[] = [];
      const audit = open({ engine: lake.engine, onFault: (message) => faults.push(message) });
      lake.fail = moment;
      audit.record(auditRow({ requestId: 'a' }));
      await expect(audit.flush()).rejects.toThrow(EngineError);
      audit.record(auditRow({ requestId: 'b' }));
      await expect(audit.flush()).rejects.toThrow(EngineError);
      expect(audit.status()).toMatchObject({ unwritten: 0, lost: 0, failure: 'the engine process has ended' });
      expect(faults).toEqual(['the lake does not take audit rows; they wait in the journal']);
      lake.fail = null;
      await audit.flush();
      expect(await requestIds()).toEqual(['a', 'b']);
      expect(journalFiles()).toEqual([]);
      expect(audit.status()).toEqual({ journalBytes: 0, unwritten: 0, lost: 0, failure: null });
    },
  );

  test('a trail that is closed meanwhile leaves the rows to the next', async () => {
    const lake = failing();
    lake.fail = 'before';
    const first = open({ engine: lake.engine });
    first.record(auditRow({ requestId: 'a' }));
    await first.close();
    expect(journalFiles()).toHaveLength(1);
    const second = open();
    second.record(auditRow({ requestId: 'b' }));
    await second.flush();
    expect(await requestIds()).toEqual(['a', 'b']);
    expect(journalFiles()).toEqual([]);
  });
});

describe('the journal', () => {
  const segment = (number: number): string =>
    `${String(number).padStart(10, '0')}-00000000-0000-4000-8000-00000000000${number}.ndjson`;
  const line = (id: string): string => `{"Timestamp":639082551670890000,"RequestId":"${id}"}`;

  test('is stored at the start without a row that broke off, and what is no row is set aside', async () => {
    mkdirSync(join(directory, 'audit'));
    writeFileSync(join(directory, 'audit', segment(1)), `${line('a')}\n${line('b')}\n{"Timestamp":6390825`);
    writeFileSync(join(directory, 'audit', segment(2)), `\0\0\0\0\n${line('c')}\n`);
    const faults: string[] = [];
    await open({ onFault: (message) => faults.push(message) }).flush();
    expect(await requestIds()).toEqual(['a', 'b', 'c']);
    expect(faults).toEqual(['1 lines of the audit journal are damaged and were set aside']);
    expect(readdirSync(join(directory, 'audit'))).toEqual(['damaged.txt']);
  });

  test('rows that the lake refuses do not hold up the others', async () => {
    mkdirSync(join(directory, 'audit'));
    writeFileSync(join(directory, 'audit', segment(3)), `{"Timestamp":639082551670890000,"StatusCode":"no number"}\n`);
    const audit = open();
    audit.record(auditRow({ requestId: 'b' }));
    await expect(audit.flush()).rejects.toThrow('StatusCode');
    expect(await requestIds()).toEqual(['b']);
    expect(journalFiles()).toEqual([segment(3)]);
  });

  test('is many files when there is much, all of which are stored', async () => {
    const audit = open();
    for (let n = 0; n < 3_000; n++) audit.record(auditRow({ requestId: `r-${n}` }));
    expect(journalFiles().length).toBeGreaterThan(2);
    await audit.flush();
    expect(await hunt('ApiAuditEvents | summarize count(), dcount(RequestId, 4)')).toEqual([[3_000, 3_000]]);
    expect(journalFiles()).toEqual([]);
  });

  test('that cannot be written leaves rows to memory until it can', async () => {
    const faults: string[] = [];
    const audit = open({ onFault: (message) => faults.push(message) });
    const folder = join(directory, 'audit');
    renameSync(folder, `${folder}-away`);
    for (const requestId of ['a', 'b']) audit.record(auditRow({ requestId }));
    expect(audit.status()).toMatchObject({ unwritten: 2, lost: 0 });
    expect(faults).toEqual(['the audit journal cannot be written; rows wait in memory']);
    renameSync(`${folder}-away`, folder);
    audit.record(auditRow({ requestId: 'c' }));
    expect(audit.status()).toMatchObject({ unwritten: 0, lost: 0 });
    await audit.flush();
    expect(await requestIds()).toEqual(['a', 'b', 'c']);
  });
});
