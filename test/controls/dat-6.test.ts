// DAT-6: a privacy statement is required, shown at consent and kept in the receipt; the platform serves its own.

import { sampleRegistration } from '@gamekeeper/platform';
import { expect, test } from 'vitest';
import { by, huntingPermissions, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { identity, terms } = gamekeeper.platform;
const { tenant, owner } = gamekeeper.sample;
const parties = { tenantId: tenant.id, ownerId: owner.id };

test('DAT-6: an application is not registered without the address of its privacy statement', async () => {
  const { privacyStatementUrl, ...without } = { ...sampleRegistration, ...parties, displayName: 'Silent' };
  const { applications } = identity.parties;
  for (const fields of [without, { ...without, privacyStatementUrl: 'ask us' }]) {
    await expect(
      applications.register(fields as typeof without & { privacyStatementUrl: string }, by),
    ).rejects.toMatchObject({
      ...{ code: 'registration-invalid', message: expect.stringContaining('privacyStatementUrl') },
    });
  }
  expect((await applications.register({ ...without, privacyStatementUrl }, by)).state).toBe('active');
});

test('DAT-6: it is shown before consent is given and stands in the receipt', async () => {
  const privacyStatementUrl = 'https://fabrikam.example/privacy/2026';
  const { application } = await gamekeeper.addClient({ registration: { privacyStatementUrl } });
  const between = { tenantId: tenant.id, applicationId: application.id };
  const notice = await terms.consents.notice({ ...between, permissions: huntingPermissions });
  expect(JSON.stringify(notice)).toContain(privacyStatementUrl);
  const [consent] = await terms.consents.list(between);
  expect(JSON.stringify(await terms.consents.receipt(consent?.id ?? ''))).toContain(privacyStatementUrl);
});

test("DAT-6: the platform's own statement is public", async () => {
  const answer = await gamekeeper.fetch('/privacy');
  const inForce = await terms.documents.inForce('privacy-statement', gamekeeper.now());
  expect([answer.status, answer.text]).toEqual([200, inForce?.body]);
});
