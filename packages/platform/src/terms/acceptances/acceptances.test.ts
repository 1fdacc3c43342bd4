import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { by, day, openTermsFixture, type TermsFixture } from '../terms.fixture.js';

let fixture: TermsFixture;
let applicationId: string;
const body = (text: string) => `# Rules\n\n## One {#R-1}\n\n${text}\n`;
const names = (documents: readonly { document: string; version: string }[]) =>
  documents.map(({ document, version }) => `${document} ${version}`);

beforeAll(async () => {
  fixture = await openTermsFixture();
  const { documents } = fixture.terms;
  const effectiveAt = fixture.clock();
  for (const [document, acceptance] of [
    ['told', 'none'],
    ['asked', 'explicit'],
    ['assumed', 'deemed'],
  ] as const) {
    await documents.publish({ document, version: '1', body: body(document), effectiveAt, acceptance }, by);
  }
  applicationId = await fixture.addApplication();
});
afterAll(() => fixture.close());

test('CHG-2: what asks for acceptance is missing until it is accepted, with its hash and from where', async () => {
  const { acceptances, documents } = fixture.terms;
  const now = fixture.clock();
  expect(names(await acceptances.unaccepted(applicationId, now))).toEqual(['asked 1']);
  const { hash } = await documents.get('asked', '1');
  const options = { applicationId, document: 'asked', acceptedBy: 'person:7', sourceAddress: '192.0.2.7' };
  await expect(acceptances.accept({ ...options, hash: '00' }, by)).rejects.toMatchObject({ code: 'hash-mismatch' });
  expect(await acceptances.unaccepted(applicationId, now)).toHaveLength(1);
  const accepted = await acceptances.accept({ ...options, hash }, by);
  expect(accepted).toMatchObject({ version: '1', hash, acceptedBy: 'person:7', acceptedAt: now, method: 'explicit' });
  expect(await acceptances.unaccepted(applicationId, now)).toEqual([]);
  expect(await acceptances.accept(options, by)).toEqual(accepted);
  expect(await acceptances.list(applicationId)).toEqual([accepted]);
});

test('a new version asks again from its effective date, unless it was accepted before', async () => {
  const { acceptances, documents } = fixture.terms;
  const late = await fixture.addApplication();
  await acceptances.accept({ applicationId: late, document: 'asked', acceptedBy: 'x' }, by);
  const effectiveAt = fixture.clock() + 10 * day;
  await documents.publish(
    { document: 'asked', version: '2', body: body('new'), effectiveAt, acceptance: 'explicit' },
    by,
  );
  await acceptances.accept({ applicationId, document: 'asked', version: '2', acceptedBy: 'x' }, by);
  expect(await acceptances.unaccepted(late, effectiveAt - 1)).toEqual([]);
  expect(names(await acceptances.unaccepted(late, effectiveAt))).toEqual(['asked 2']);
  expect(await acceptances.unaccepted(applicationId, effectiveAt)).toEqual([]);
  fixture.advance(10 * day);
  await expect(
    acceptances.accept({ applicationId: late, document: 'asked', version: '1', acceptedBy: 'x' }, by),
  ).rejects.toMatchObject({ code: 'document-superseded' });
});

test('where the operator chose so, the next call is recorded as acceptance, once', async () => {
  const { acceptances } = fixture.terms;
  const at = fixture.clock();
  const caller = { actor: `application:${applicationId}`, reason: 'call' };
  const recorded = await acceptances.deem({ applicationId, at, sourceAddress: '192.0.2.9' }, caller);
  expect(recorded).toMatchObject([
    { document: 'assumed', version: '1', method: 'deemed', acceptedAt: at, sourceAddress: '192.0.2.9' },
  ]);
  const events = (await fixture.records.events.list()).length;
  expect(await acceptances.deem({ applicationId, at }, caller)).toEqual([]);
  expect((await fixture.records.events.list()).length).toBe(events);
  const busy = await fixture.addApplication();
  await Promise.all([1, 2].map(() => acceptances.deem({ applicationId: busy, at }, caller)));
  expect(await acceptances.list(busy)).toHaveLength(1);
});

test('REG-7: a separate agreement in place of the terms is asked instead of them, while it is in force', async () => {
  const { acceptances } = fixture.terms;
  const now = fixture.clock();
  const agreement = async (replaces_terms: boolean, from: number, until: number | null) => {
    const id = randomUUID();
    const dates = { valid_from: from, valid_until: until, created_at: now };
    await fixture.records.db
      .insertInto('agreement')
      .values({ id, name: 'a', body: 'b', hash: 'c', replaces_terms, quota_profile: null, ...dates })
      .execute();
    return fixture.addApplication({ agreement_id: id });
  };
  const governed = await agreement(true, now, now + day);
  expect(await acceptances.unaccepted(governed, now)).toEqual([]);
  expect(await acceptances.deem({ applicationId: governed, at: now }, by)).toEqual([]);
  expect(names(await acceptances.unaccepted(governed, now + day))).toEqual(['asked 2']);
  expect(names(await acceptances.unaccepted(await agreement(true, now + 1, null), now))).toEqual(['asked 2']);
  expect(names(await acceptances.unaccepted(await agreement(false, now, null), now))).toEqual(['asked 2']);
});

test('unknown applications and documents are refused', async () => {
  const { acceptances } = fixture.terms;
  for (const unknown of ['00000000-0000-4000-8000-000000000000', 'no id']) {
    await expect(
      acceptances.accept({ applicationId: unknown, document: 'asked', acceptedBy: 'x' }, by),
    ).rejects.toMatchObject({ code: 'application-unknown' });
  }
  await expect(acceptances.accept({ applicationId, document: 'nothing', acceptedBy: 'x' }, by)).rejects.toMatchObject({
    code: 'document-unknown',
  });
  expect(await acceptances.list('no id')).toEqual([]);
});
