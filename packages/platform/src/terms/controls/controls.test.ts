import { afterAll, beforeAll, expect, test } from 'vitest';
import { readClauses } from '../documents/read-document.js';
import { readShippedDocument, shippedDocuments } from '../documents/shipped-documents.js';
import { by, openTermsFixture, type TermsFixture } from '../terms.fixture.js';
import type { EvidenceContext } from './control.js';
import { controlIds } from './control-ids.js';
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
