// REG-2: a registration is complete, or refused field by field.

import { sampleRegistration } from '@gamekeeper/platform';
import { expect, test } from 'vitest';
import { by, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { applications } = gamekeeper.platform.identity.parties;
const { tenant, owner } = gamekeeper.sample;
const complete = { ...sampleRegistration, displayName: 'Complete', tenantId: tenant.id, ownerId: owner.id };

const malformed: Readonly<Record<string, unknown>> = {
  displayName: '',
  homePage: 'sample.example',
  purpose: 'because',
  dataCategories: ['everything'],
  privacyStatementUrl: 'javascript:alert(1)',
  securityContact: 'nobody',
};

test('REG-2: every field of a complete registration is kept', async () => {
  const { id } = await applications.register(complete, by);
  expect(await applications.get(id)).toMatchObject(complete);
});

test.each(Object.keys(malformed))(
  'REG-2: without %s, or with a malformed one, a registration is refused by that name',
  async (field) => {
    const { [field]: _, ...incomplete } = complete as Readonly<Record<string, unknown>>;
    for (const registration of [incomplete, { ...complete, [field]: malformed[field] }]) {
      const refused = applications.register(registration as typeof complete, by);
      await expect(refused).rejects.toMatchObject({
        ...{ code: 'registration-invalid', message: expect.stringContaining(field) },
      });
    }
  },
);

test('REG-2: a change is held to the same', async () => {
  const { id } = await applications.register({ ...complete, displayName: 'Changed' }, by);
  await expect(applications.update(id, { privacyStatementUrl: 'none' }, by)).rejects.toMatchObject({
    code: 'registration-invalid',
  });
  expect(await applications.get(id)).toMatchObject({ privacyStatementUrl: complete.privacyStatementUrl });
});
