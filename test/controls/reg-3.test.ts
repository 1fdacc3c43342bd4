// REG-3: past due and grace, an application is refused until its owner confirms the registration; the owner is told before.

import { dueNotices } from '@gamekeeper/platform';
import { expect, test } from 'vitest';
import { by, day, startGamekeeper } from './harness.js';

const attestation = {
  attestationInterval: 60 * day,
  attestationGrace: 5 * day,
  attestationNotices: [30 * day, 7 * day],
};
const gamekeeper = await startGamekeeper({ gate: { attestation } });
const { identity, gate } = gamekeeper.platform;
const { applications } = identity.parties;
const { application, owner, secret } = await gamekeeper.addClient({ owner: await gamekeeper.addOwner() });
const attestedAt = gamekeeper.now();
const dueAt = attestedAt + 60 * day;
const at = (moment: number) => gamekeeper.advance(moment - gamekeeper.now());

test('REG-3: the owner is told 30 and 7 days before, once each, and when it is due', async () => {
  for (const [moment, standing] of [
    [dueAt - 30 * day - 1, null],
    [dueAt - 30 * day, 'due-soon'],
    [dueAt - 7 * day, 'due-soon'],
    [dueAt, 'overdue'],
  ] as const) {
    at(moment);
    for (const notice of await dueNotices(identity.parties, gamekeeper.now())) await gate.notices.send(notice);
    const [latest] = await gate.notices.list(`owner:${owner.id}`);
    expect(latest?.payload.standing ?? null).toBe(standing);
  }
  const told = await gate.notices.list(`owner:${owner.id}`);
  expect(told.filter(({ kind }) => kind === 'attestation-due')).toHaveLength(3);
  expect(told[0]?.payload).toMatchObject({ application: { id: application.id }, dueAt: new Date(dueAt).toISOString() });
});

test('REG-3: in the grace an application still works; when that has passed its token is refused until it is attested', async () => {
  at(dueAt + 5 * day - 1000);
  const token = await gamekeeper.tokenOf(application);
  expect((await gamekeeper.hunt('print 1', { token })).status).toBe(200);
  at(dueAt + 5 * day);
  expect(await gamekeeper.hunt('print 1', { token })).toMatchObject({ status: 403, reason: 'attestation-lapsed' });
  expect((await gamekeeper.requestToken({ id: application.id, secret })).status).not.toBe(200);
  await applications.attest(application.id, by);
  expect((await gamekeeper.hunt('print 1', { token })).status).toBe(200);
  expect((await gamekeeper.requestToken({ id: application.id, secret })).status).toBe(200);
});
