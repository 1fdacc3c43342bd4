import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditRow } from '../../audit/audit-row.fixture.js';
import { createAuditTrail } from '../../audit/index.js';
import { createHuntingService } from '../../hunting/create-hunting-service.js';
import { readClauses } from '../documents/read-document.js';
import { readShippedDocument, shippedDocuments } from '../documents/shipped-documents.js';
import { by, day, openTermsFixture, type TermsFixture } from '../terms.fixture.js';
import type { EvidenceContext } from './control.js';
import { controlIds } from './control-ids.js';
import { huntEvidence } from './hunt-evidence.js';
import { controls } from './index.js';
import { reportControl, reportControls } from './report-controls.js';

let fixture: TermsFixture;
beforeAll(async () => {
  fixture = await openTermsFixture();
});
afterAll(() => fixture.close());

const contextOf = (hunt: EvidenceContext['hunt']): EvidenceContext => ({
  ...{ records: fixture.records, clock: fixture.clock, hunt },
});

test('every control is told apart, and each clause that one names stands in a shipped document', async () => {
  const all = Object.values(controls);
  expect(all.map(({ id }) => id)).toEqual([...controlIds]);
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  const clauses = new Set<string>();
  for (const name of shippedDocuments) {
    for (const { id } of readClauses((await readShippedDocument(name)).body).clauses) {
      expect(clauses.has(id), `${id} stands in one document only`).toBe(false);
      clauses.add(id);
    }
  }
  expect(all.flatMap((control) => control.clauses.filter((clause) => !clauses.has(clause)))).toEqual([]);
});

test('evidence is of this moment: a consent and its withdrawal show at once', async () => {
  const context = contextOf(async () => []);
  const applicationId = await fixture.addApplication();
  const evidence = async () => (await reportControl('DAT-1', context)).evidence;
  const before = (await evidence()).count ?? 0;
  const [consent] = await fixture.terms.consents.give(
    {
      ...{ tenantId: fixture.tenantId, applicationId, givenBy: 'person:7', method: 'consent-page' },
      permissions: [{ resource: 'graph', permission: 'ThreatHunting.Read.All' }],
    },
    by,
  );
  expect(await evidence()).toMatchObject({
    count: before + 1,
    summary: expect.stringContaining(`${before + 1} consent`),
  });
  await fixture.terms.consents.withdraw({ id: consent?.id ?? '' }, by);
  expect((await evidence()).count).toBe(before);
});

test('all evidence can be read from a state, with one hunt for all controls', async () => {
  const hunts: string[] = [];
  const group = { Gate: 'licence', Reason: 'licence-revoked', Quota: 'hunting', Wire: 'graph', StatusCode: 403 };
  const counts = { Calls: 3, Hunts: 1, Cut: 0, Attributed: 3, SignedIn: 1, UnderAgreement: 0 };
  const reports = await reportControls(
    contextOf(async (kql) => {
      hunts.push(kql);
      return [{ ...group, ...counts }];
    }),
  );
  expect(hunts).toHaveLength(1);
  expect(reports.map(({ id }) => id)).toEqual([...controlIds]);
  expect(reports.filter(({ evidence }) => /cannot be read/.test(evidence.summary))).toEqual([]);
  const summaryOf = (id: string) => reports.find((report) => report.id === id)?.evidence.summary;
  expect(summaryOf('LIC-1')).toContain('3 calls refused in the last 24 hours.');
  expect(summaryOf('USE-11')).toBe('0 calls refused in the last 24 hours.');
  expect(summaryOf('REG-5')).toMatch(/^3 calls .* 3 by a known application, 1 /);
});

test('evidence is hunted in the audit of all tenants, one day back', async () => {
  const { clock } = fixture;
  const engine = await createDuckDbEngine({ directory: null, tables, clock });
  const directory = await mkdtemp(join(tmpdir(), 'gamekeeper-evidence-'));
  const trail = await createAuditTrail({ engine, directory, clock, nodeId: 'node-1' });
  try {
    const at = clock();
    trail.record(auditRow({ at, gate: 'licence', reason: 'licence-revoked', statusCode: 403, hunt: null }));
    trail.record(auditRow({ at: at - day / 2, tenantId: 'tenant-2', gate: 'licence', reason: 'licence-missing' }));
    trail.record(auditRow({ at: at - day / 2, gate: 'quota', reason: 'quota-exceeded' }));
    trail.record(auditRow({ at: at - 2 * day, gate: 'licence', reason: 'licence-revoked' }));
    await trail.flush();
    const context = contextOf(huntEvidence(createHuntingService({ engine, tables, clock })));
    const [licence, hunting, throttled] = await Promise.all(
      ['LIC-1', 'LIM-4', 'LIM-5'].map(async (id) => (await reportControl(id, context)).evidence),
    );
    expect(licence?.summary).toContain('2 calls refused in the last 24 hours.');
    expect(licence?.sample).toEqual([
      { reason: 'licence-missing', calls: 1 },
      { reason: 'licence-revoked', calls: 1 },
    ]);
    expect(hunting?.summary).toBe('3 calls counted in the last 24 hours, 1 of them refused.');
    expect(throttled?.count).toBe(1);
  } finally {
    await trail.close();
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  }
});

test('evidence that cannot be read says so instead of looking like a quiet day; the rest of it stands', async () => {
  const reports = await reportControls(
    contextOf(async () => {
      throw new Error('the engine is gone');
    }),
  );
  const licence = reports.find(({ id }) => id === 'LIC-1')?.evidence.summary;
  expect(licence).toMatch(/0 licences granted\..*Evidence cannot be read: the engine is gone/);
  expect(reports.find(({ id }) => id === 'USE-11')?.evidence).toEqual({
    summary: 'Evidence cannot be read: the engine is gone',
  });
});

test('what is planned says what is missing, and an unknown control is refused', async () => {
  for (const { id, state, limits } of Object.values(controls)) expect(limits, `${id} ${state}`).not.toBe('');
  for (const id of ['REG-0', '__proto__', 'toString']) {
    await expect(
      reportControl(
        id,
        contextOf(async () => []),
      ),
    ).rejects.toMatchObject({ code: 'control-unknown' });
  }
});
