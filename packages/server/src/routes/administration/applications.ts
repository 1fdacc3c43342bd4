// Applications over the API: registered, kept true and ended (REG-2, REG-3, END-1).

import { dataCategories, fieldRefusal, purposes } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { line, oneOf } from './check-fields.js';
import { defineAdministration } from './define-administration.js';
import { readiness } from './readiness.js';
import { stateRoutes } from './state-routes.js';

const purpose = oneOf(purposes.map(({ id }) => id));
const url = (of: string) => Type.String({ description: `${of}: an https URL, or http on this machine` });
const declared = {
  displayName: line(120, '1 to 120 characters on one line'),
  homePage: url('home page'),
  purpose,
  dataCategories: Type.Array(oneOf(dataCategories.map(({ id }) => id)), { description: 'kinds of data it uses' }),
  privacyStatementUrl: url('privacy statement'),
  securityContact: Type.String({ description: 'a mail address or an https URL' }),
};
const optional = {
  redirectUris: Type.Optional(Type.Array(Type.String(), { description: 'where sign-in may send people back to' })),
  isPublic: Type.Optional(Type.Boolean({ description: 'a public client keeps no secret' })),
  previews: Type.Optional(Type.Boolean({ description: 'opted in to preview endpoints' })),
};
const ids = {
  tenantId: Type.Optional(Type.String({ description: "id of the home tenant; an application's own unless told" })),
  ownerId: Type.Optional(Type.String({ description: "id of the owner; an application's own unless told" })),
};

const getApplications = defineAdministration({
  ...{ method: 'GET', path: '/applications', noun: 'application', opensTo: 'tenants', controls: ['REG-1'] },
  summary: 'Applications, with how current their attestation is; to an application, those of its tenant',
  query: {
    tenant: Type.Optional(Type.String({ description: 'id or domain of the home tenant' })),
    owner: Type.Optional(line(80, 'id of an owner')),
    state: Type.Optional(oneOf(['active', 'suspended', 'terminated'])),
    purpose: Type.Optional(purpose),
    attestation: Type.Optional(oneOf(['current', 'due-soon', 'overdue', 'lapsed'])),
  },
  async handler({ query: { tenant, owner, ...filter }, parties: { applications }, scope }) {
    const tenantId = tenant === undefined ? scope.tenantId : (await scope.tenant(tenant)).id;
    const found = await applications.list({
      ...filter,
      ...(tenantId !== null && { tenantId }),
      ...(owner !== undefined && { ownerId: owner }),
    });
    return { value: found.map((one) => ({ ...one, attestation: applications.attestation(one) })) };
  },
});

const getApplication = defineAdministration({
  ...{
    method: 'GET',
    path: '/applications/:application',
    noun: 'application',
    opensTo: 'tenants',
    controls: ['REG-3'],
  },
  summary: 'An application, with how current its attestation is',
  async handler({ scope, part, parties: { applications } }) {
    const found = await scope.application(part('application'));
    return { ...found, attestation: applications.attestation(found) };
  },
});

const postApplication = defineAdministration({
  ...{ method: 'POST', path: '/applications', noun: 'application', opensTo: 'tenants', controls: ['REG-2'] },
  summary: 'Register an application; it may do nothing before it is licensed and consented to',
  body: { ...ids, ...declared, ...optional },
  ...{ isReadByDomain: true, status: 201 },
  async handler({ body, caller, parties, scope, by }) {
    if (caller === null) return parties.applications.register(body, by);
    const own = await parties.applications.get(caller.applicationId);
    const {
      tenantId = caller.tenantId,
      ownerId = own.tenantId === caller.tenantId ? own.ownerId : undefined,
      ...rest
    } = body;
    if (tenantId !== caller.tenantId) {
      throw fieldRefusal('application', [{ field: 'tenantId', expected: 'the own tenant', found: 'another' }]);
    }
    if (typeof ownerId === 'string') await scope.owner(ownerId);
    return parties.applications.register({ ...rest, tenantId, ownerId }, by);
  },
});

const patchApplication = defineAdministration({
  ...{
    method: 'PATCH',
    path: '/applications/:application',
    noun: 'application',
    opensTo: 'tenants',
    controls: ['REG-2'],
  },
  summary: 'Change what was declared of an application; what is not named stays',
  body: { ownerId: ids.ownerId, ...partial(declared), ...optional },
  isReadByDomain: true,
  async handler({ body, part, parties, scope, by }) {
    const { id } = await scope.application(part('application'));
    const { ownerId, ...changes } = body as Readonly<Record<string, unknown>>;
    if (ownerId === undefined) return parties.applications.update(id, changes, by);
    const owner = await scope.owner(typeof ownerId === 'string' ? ownerId : JSON.stringify(ownerId));
    return parties.applications.update(id, { ...changes, ownerId: owner.id }, by);
  },
});

const postAttestation = defineAdministration({
  ...{ method: 'POST', path: '/applications/:application/attest', noun: 'application', opensTo: 'tenants' },
  ...{ summary: 'Declare that a registration is true today', controls: ['REG-3'] },
  async handler({ part, parties: { applications }, scope, by }) {
    const attested = await applications.attest((await scope.application(part('application'))).id, by);
    return { ...attested, attestation: applications.attestation(attested) };
  },
});

const getReadiness = defineAdministration({
  ...{ method: 'GET', path: '/applications/:application/readiness', noun: 'application', opensTo: 'tenants' },
  ...{
    summary: 'What an application still lacks before its first call for a tenant works',
    controls: ['REG-1', 'LIC-1'],
  },
  query: { tenant: Type.Optional(Type.String({ description: "id or domain; the application's own unless told" })) },
  async handler({ query, part, scope, services }) {
    const application = await scope.application(part('application'));
    const { id } = await scope.tenant(query.tenant ?? application.tenantId);
    const missing = await readiness(services, { tenantId: id, applicationId: application.id });
    return { isReady: missing.length === 0, missing };
  },
});

function partial<P extends Readonly<Record<string, Parameters<typeof Type.Optional>[0]>>>(properties: P) {
  return Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, Type.Optional(of)]));
}

export const applicationRoutes = [
  getApplications,
  getApplication,
  postApplication,
  patchApplication,
  postAttestation,
  getReadiness,
  ...stateRoutes({ noun: 'application', plural: 'applications', opensTo: 'tenants' }),
];
