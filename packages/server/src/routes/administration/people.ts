// People over the API: a tenant's administrator manages those of the tenant, the operator everybody (REG-1).

import { fieldRefusal } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { line, oneOf } from './check-fields.js';
import { defineAdministration } from './define-administration.js';
import { stateRoutes } from './state-routes.js';

const role = oneOf(['administrator', 'user']);
const displayName = line(120, '1 to 120 characters on one line');
const tenant = Type.String({ description: 'id or domain of a tenant' });

const getPeople = defineAdministration({
  ...{ method: 'GET', path: '/people', noun: 'person', opensTo: 'tenants', controls: ['REG-1'] },
  summary: 'People; to an application, those of its tenant',
  query: {
    tenant: Type.Optional(tenant),
    role: Type.Optional(role),
    state: Type.Optional(oneOf(['active', 'suspended', 'terminated'])),
  },
  async handler({ query: { tenant: named, ...filter }, parties, scope }) {
    const tenantId = named === undefined ? scope.tenantId : (await scope.tenant(named)).id;
    return { value: await parties.people.list({ ...filter, ...(tenantId !== null && { tenantId }) }) };
  },
});

const getPerson = defineAdministration({
  ...{ method: 'GET', path: '/people/:person', noun: 'person', opensTo: 'tenants', controls: ['REG-1'] },
  summary: 'A person, by id or user name',
  handler: ({ scope, part }) => scope.person(part('person')),
});

const postPerson = defineAdministration({
  ...{ method: 'POST', path: '/people', noun: 'person', opensTo: 'tenants', controls: ['REG-1'] },
  summary: "Enter a person; how they sign in is told with 'gamekeeper admin-link'",
  body: {
    tenantId: Type.Union([Type.String(), Type.Null()], {
      description: "id of the tenant, null for an operator of the platform; an application's own unless told",
    }),
    userName: Type.String({ description: 'in the form of a mail address, of nobody else' }),
    displayName,
    role,
  },
  ...{ isReadByDomain: true, status: 201 },
  async handler({ body, parties, scope, by }) {
    const { tenantId = scope.tenantId ?? undefined, ...rest } = body;
    if (scope.tenantId !== null && tenantId !== scope.tenantId) {
      throw fieldRefusal('person', [{ field: 'tenantId', expected: 'the own tenant', found: 'another' }]);
    }
    return parties.people.create({ ...rest, tenantId }, by);
  },
});

const patchPerson = defineAdministration({
  ...{ method: 'PATCH', path: '/people/:person', noun: 'person', opensTo: 'tenants', controls: ['REG-1'] },
  summary: 'Change a person; what is not named stays',
  body: { displayName: Type.Optional(displayName), role: Type.Optional(role) },
  isReadByDomain: true,
  handler: async ({ body, part, parties, scope, by }) =>
    parties.people.update((await scope.person(part('person'))).id, body, by),
});

export const peopleRoutes = [
  getPeople,
  getPerson,
  postPerson,
  patchPerson,
  ...stateRoutes({ noun: 'person', plural: 'people', opensTo: 'tenants' }),
];
