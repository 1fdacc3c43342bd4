import { afterAll, beforeAll, expect, test } from 'vitest';
import { by, day, openPartiesFixture, type PartiesFixture } from '../parties/parties.fixture.js';
import { dueNotices } from './due-notices.js';

let fixture: PartiesFixture;
beforeAll(async () => {
  fixture = await openPartiesFixture();
});
afterAll(() => fixture.close());

const kinds = async () => (await dueNotices(fixture.parties, fixture.clock())).map(({ kind }) => kind);
const keys = async () => (await dueNotices(fixture.parties, fixture.clock())).map((due) => due.deduplicationKey);

test('an owner is told 30 and 7 days before an attestation is due, when it is, and when it lapsed; once each', async () => {
  const { parties, owner, advance } = fixture;
  const application = await fixture.register({ displayName: 'Told' });
  const seen = new Set<string>();
  const stages: number[] = [];
  for (let today = 0; today <= 200; today += 1) {
    for (const key of await keys()) {
      if (!seen.has(key)) stages.push(today);
      seen.add(key);
    }
    advance(day);
  }
  expect(stages).toEqual([150, 173, 180, 194]);
  expect(await dueNotices(parties, fixture.clock())).toMatchObject([
    {
      ...{ kind: 'attestation-due', recipient: `owner:${owner.id}` },
      payload: { standing: 'lapsed', application: { id: application.id, displayName: 'Told' } },
    },
  ]);
  await parties.applications.attest(application.id, by);
  expect(await keys()).toEqual([]);
  advance(150 * day - 1);
  expect(await keys()).toEqual([]);
  advance(1);
  expect(seen).not.toContain((await keys())[0]);
  await parties.applications.terminate(application.id, by);
  expect(await keys()).toEqual([]);
});

test('an owner is told before a credential ends, unless it was withdrawn or the application ended', async () => {
  const { parties, advance } = fixture;
  const { id: applicationId } = await fixture.register();
  const { credential } = await parties.credentials.addSecret(
    { applicationId, displayName: 's', lifetime: 60 * day },
    by,
  );
  advance(30 * day - 1);
  expect(await kinds()).toEqual([]);
  advance(1);
  const [early] = await keys();
  expect(await kinds()).toEqual(['credential-expiring']);
  advance(22 * day);
  expect(await keys()).toEqual([early]);
  advance(day);
  expect(await keys()).not.toEqual([early]);
  expect(await kinds()).toEqual(['credential-expiring']);
  await parties.applications.suspend(applicationId, by);
  expect(await kinds()).toEqual([]);
  await parties.applications.resume(applicationId, by);
  await parties.credentials.revoke(credential.id, by);
  expect(await kinds()).toEqual([]);
});
