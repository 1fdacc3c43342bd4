// Tenants over the API: made and bounded by the operator; a tenant's administrator reads its own (REG-1, END-1).

import { fieldRefusal, findQuotaProfile, QuotaError, quotaProfiles } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { line, oneOf } from './check-fields.js';
import { defineAdministration } from './define-administration.js';
import { stateRoutes } from './state-routes.js';

const [kind, state] = [oneOf(['production', 'sandbox']), oneOf(['active', 'suspended', 'terminated'])];
const displayName = line(120, '1 to 120 characters on one line');

const getTenants = defineAdministration({
  ...{ method: 'GET', path: '/tenants', noun: 'tenant', opensTo: 'tenants', controls: ['REG-1'] },
  summary: 'Tenants; to an application, its own',
  query: { kind: Type.Optional(kind), state: Type.Optional(state) },
  handler: async ({ query, parties, scope }) => {
    const value = await parties.tenants.list(query);
    return { value: value.filter(({ id }) => scope.tenantId === null || id === scope.tenantId) };
  },
});

const getTenant = defineAdministration({
  ...{ method: 'GET', path: '/tenants/:tenant', noun: 'tenant', opensTo: 'tenants', controls: ['REG-1'] },
  summary: 'A tenant, by id or domain',
  handler: ({ scope, part }) => scope.tenant(part('tenant')),
});

const postTenant = defineAdministration({
  ...{ method: 'POST', path: '/tenants', noun: 'tenant', opensTo: 'operator', controls: ['REG-1'] },
  summary: 'Make a tenant',
  body: {
    displayName,
    domain: Type.String({ description: 'a domain name of no other tenant' }),
    kind: Type.Optional(kind),
  },
  ...{ isReadByDomain: true, status: 201 },
  handler: ({ body, parties, by }) => parties.tenants.create(body, by),
});

const patchTenant = defineAdministration({
  ...{ method: 'PATCH', path: '/tenants/:tenant', noun: 'tenant', opensTo: 'tenants', controls: ['REG-1'] },
  summary: 'Rename a tenant',
  body: { displayName },
  handler: async ({ body, part, parties, scope, by }) =>
    parties.tenants.rename((await scope.tenant(part('tenant'))).id, body.displayName, by),
});

const getQuotaProfiles = defineAdministration({
  ...{ method: 'GET', path: '/quota-profiles', noun: 'quota profile', opensTo: 'tenants', controls: ['LIM-6'] },
  summary: "Quota profiles: the platform's and the operator's own",
  handler: async ({ services }) => ({ value: [...quotaProfiles, ...(await services.ownProfiles.list())] }),
});

const postQuotaProfile = defineAdministration({
  ...{
    method: 'POST',
    path: '/tenants/:tenant/quota-profile',
    noun: 'tenant',
    opensTo: 'operator',
    controls: ['REG-7'],
  },
  summary: 'Put a tenant under a quota profile; null for the default',
  body: {
    quotaProfile: Type.Union([line(64, 'the name of a profile'), Type.Null()], {
      description: 'the name of a profile, or null',
    }),
  },
  async handler({ body: { quotaProfile: name }, part, parties, scope, services, by }) {
    const tenant = await scope.tenant(part('tenant'));
    const profile = name === null ? null : readProfile(name, await services.ownProfiles.list());
    if (profile?.sandboxOnly && tenant.kind !== 'sandbox') {
      throw fieldRefusal('tenant', [
        {
          field: 'quotaProfile',
          expected: 'a profile for production tenants',
          found: `'${profile.name}', for sandboxes`,
        },
      ]);
    }
    await parties.tenants.setQuotaProfile(tenant.id, name, by);
    return scope.tenant(tenant.id);
  },
});

const postSentinelTime = defineAdministration({
  ...{
    method: 'POST',
    path: '/tenants/:tenant/sentinel-time',
    noun: 'tenant',
    opensTo: 'tenants',
    controls: ['REG-1'],
  },
  summary: 'Whether the tables of a tenant answer to TimeGenerated, as in Sentinel, where a query names it',
  body: { on: Type.Boolean({ description: 'true or false' }) },
  async handler({ body: { on }, part, parties, scope, by }) {
    const { id } = await scope.tenant(part('tenant'));
    await parties.tenants.setSentinelTime(id, on, by);
    return scope.tenant(id);
  },
});

function readProfile(name: string, own: Parameters<typeof findQuotaProfile>[1]) {
  try {
    return findQuotaProfile(name, own);
  } catch (error) {
    if (!(error instanceof QuotaError)) throw error;
    throw fieldRefusal('tenant', [{ field: 'quotaProfile', expected: 'a profile that there is', found: `'${name}'` }]);
  }
}

export const tenantRoutes = [
  getTenants,
  getTenant,
  postTenant,
  patchTenant,
  getQuotaProfiles,
  postQuotaProfile,
  postSentinelTime,
  ...stateRoutes({ noun: 'tenant', plural: 'tenants', opensTo: 'operator' }),
];
