// CHG-2: from its effective date on, a new version of the terms is accepted by word, or by the next call where the operator chose so; owners are told.

import { expect, test } from 'vitest';
import { by, day, minute, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { terms, gate, url } = gamekeeper.platform;
const { application, owner } = await gamekeeper.addClient({ owner: await gamekeeper.addOwner() });
const permissions = [{ resource: 'gamekeeper', permission: 'Terms.ReadWrite.All' }] as const;
await gamekeeper.permit(application, permissions);
const hunt = async (wire: 'defender' | 'graph' = 'defender') =>
  gamekeeper.hunt('print 1', { wire, token: await gamekeeper.tokenOf(application) });
const publish = (version: string, acceptance: 'explicit' | 'deemed') => {
  const body = `# API terms {#API}\n\n## Version {#API-1}\n\nThis is version ${version}.\n`;
  const effectiveAt = gamekeeper.now() + day;
  return terms.documents.publish({ document: 'api-terms', version, body, effectiveAt, acceptance }, by);
};
gamekeeper.advance(minute);
const helpOf = (body: { error: { details: { code: string; target: string }[] } }) =>
  body.error.details.find(({ code }) => code === 'Help')?.target;

test('CHG-2: who has not accepted is refused from the effective date on, with the address of the terms, until they have', async () => {
  const { hash } = await publish('2', 'explicit');
  gamekeeper.advance(day - minute);
  expect((await hunt()).status).toBe(200);
  gamekeeper.advance(minute);
  for (const wire of ['defender', 'graph'] as const) {
    const refused = await hunt(wire);
    expect(refused).toMatchObject({ status: 403, reason: 'terms-not-accepted' });
    expect(helpOf(refused.body)).toBe(`${url}/terms/api-terms/2`);
  }
  expect((await gamekeeper.fetch('/terms/api-terms/2')).text).toContain('This is version 2.');
  const accepted = await gamekeeper.fetch('/terms/acceptances', {
    ...{ method: 'POST', token: await gamekeeper.tokenOf(application) },
    body: { applicationId: application.id, document: 'api-terms', version: '2', hash },
  });
  expect(accepted.status).toBe(200);
  expect((await hunt()).status).toBe(200);
});

test('CHG-2: where the operator chose so, the next call is recorded as acceptance, once', async () => {
  await publish('3', 'deemed');
  gamekeeper.advance(day);
  const acceptances = async () =>
    (await terms.acceptances.list(application.id)).filter(({ version }) => version === '3');
  expect(await acceptances()).toEqual([]);
  expect((await hunt()).status).toBe(200);
  expect((await hunt()).status).toBe(200);
  expect(await acceptances()).toMatchObject([
    {
      method: 'deemed',
      acceptedAt: gamekeeper.now(),
      acceptedBy: `application:${application.id}`,
      sourceAddress: '127.0.0.1',
    },
  ]);
});

test('CHG-2: owners of active applications were told of each version when it was published', async () => {
  const notices = async () =>
    (await gate.notices.list(`owner:${owner.id}`)).filter(({ kind }) => kind === 'terms-published');
  while ((await notices()).length < 2) await gamekeeper.fetch('/healthz');
  const told = await notices();
  expect(told.map(({ payload }) => payload.version)).toEqual(['3', '2']);
  expect(told[1]?.payload).toMatchObject({ document: 'api-terms', acceptance: 'explicit' });
});
