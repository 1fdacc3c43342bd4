// Owners over the API: whoever answers for applications; a tenant sees those that answer for its own (REG-2).

import { Type } from '@sinclair/typebox';
import { line } from './check-fields.js';
import { defineAdministration } from './define-administration.js';
import { stateRoutes } from './state-routes.js';

const displayName = line(120, '1 to 120 characters on one line');
const email = Type.String({ description: 'a mail address' });

const getOwners = defineAdministration({
  ...{ method: 'GET', path: '/owners', noun: 'owner', opensTo: 'tenants', controls: ['REG-2'] },
  summary: 'Owners; to an application, those of applications in its tenant',
  handler: async ({ scope }) => ({ value: await scope.owners() }),
});

const getOwner = defineAdministration({
  ...{ method: 'GET', path: '/owners/:owner', noun: 'owner', opensTo: 'tenants', controls: ['REG-2'] },
  summary: 'An owner',
  handler: ({ scope, part }) => scope.owner(part('owner')),
});

const postOwner = defineAdministration({
  ...{ method: 'POST', path: '/owners', noun: 'owner', opensTo: 'operator', controls: ['REG-2'] },
  summary: 'Enter an owner',
  body: { displayName, email },
  ...{ isReadByDomain: true, status: 201 },
  handler: ({ body, parties, by }) => parties.owners.create(body, by),
});

const patchOwner = defineAdministration({
  ...{ method: 'PATCH', path: '/owners/:owner', noun: 'owner', opensTo: 'operator', controls: ['REG-2'] },
  summary: 'Change an owner; what is not named stays',
  body: { displayName: Type.Optional(displayName), email: Type.Optional(email) },
  isReadByDomain: true,
  handler: async ({ body, part, parties, scope, by }) =>
    parties.owners.update((await scope.owner(part('owner'))).id, body, by),
});

export const ownerRoutes = [
  getOwners,
  getOwner,
  postOwner,
  patchOwner,
  ...stateRoutes({ noun: 'owner', plural: 'owners', opensTo: 'operator' }),
];
