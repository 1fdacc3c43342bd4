// Credentials over the API: secrets are shown once, certificates entered, both rotated and withdrawn (REG-4).

import { IdentityError } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { line } from './check-fields.js';
import { defineAdministration } from './define-administration.js';

const forCredentials = { noun: 'credential', opensTo: 'tenants', controls: ['REG-4'] } as const;
const at = '/applications/:application/credentials';
const displayName = Type.Optional(line(120, 'a name for it, 1 to 120 characters on one line'));
const milliseconds = (of: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum: 8.64e15, description: `${of} in milliseconds` }));

const getCredentials = defineAdministration({
  ...{ ...forCredentials, method: 'GET', path: at },
  summary: 'Credentials of an application, withdrawn and expired ones too; nothing secret',
  handler: async ({ part, parties, scope }) => ({
    value: await parties.credentials.list((await scope.application(part('application'))).id),
  }),
});

const postSecret = defineAdministration({
  ...{ ...forCredentials, method: 'POST', path: `${at}/secrets`, status: 201 },
  summary: 'Add a secret; its text is in this answer and nowhere else',
  body: { displayName, lifetime: milliseconds('its life') },
  async handler({ body: { displayName: name = 'secret', ...options }, part, parties, scope, by }) {
    const { id: applicationId } = await scope.application(part('application'));
    return parties.credentials.addSecret({ applicationId, displayName: name, ...options }, by);
  },
});

const postRotation = defineAdministration({
  ...{ ...forCredentials, method: 'POST', path: `${at}/rotate`, status: 201 },
  summary:
    'Replace the secrets: the newest still counts for the overlap; the new text is in this answer and nowhere else',
  body: {
    displayName,
    lifetime: milliseconds('its life'),
    overlap: milliseconds('how long the previous one still counts,'),
  },
  async handler({ body: { displayName: name = 'rotated secret', ...options }, part, parties, scope, by }) {
    const { id: applicationId } = await scope.application(part('application'));
    return parties.credentials.rotate({ applicationId, displayName: name, ...options }, by);
  },
});

const postCertificate = defineAdministration({
  ...{ ...forCredentials, method: 'POST', path: `${at}/certificates`, status: 201 },
  summary: 'Add the public half of a certificate',
  body: {
    displayName,
    certificate: Type.String({ maxLength: 65_536, description: 'X.509 as PEM, RSA of at least 2048 bits' }),
  },
  async handler({ body: { displayName: name = 'certificate', certificate }, part, parties, scope, by }) {
    const { id: applicationId } = await scope.application(part('application'));
    return parties.credentials.addCertificate({ applicationId, displayName: name, certificate }, by);
  },
});

const postRevocation = defineAdministration({
  ...{ ...forCredentials, method: 'POST', path: `${at}/:credential/revoke`, needsReason: true },
  summary: 'Withdraw a credential for good',
  async handler({ part, parties, scope, by }) {
    const { id: applicationId } = await scope.application(part('application'));
    const find = async () =>
      (await parties.credentials.list(applicationId)).find(({ id }) => id === part('credential').toLowerCase());
    const found = await find();
    if (found === undefined) {
      throw new IdentityError('credential-unknown', `credential '${part('credential').slice(0, 80)}' was not found`);
    }
    await parties.credentials.revoke(found.id, by);
    return find();
  },
});

export const credentialRoutes = [getCredentials, postSecret, postRotation, postCertificate, postRevocation];
