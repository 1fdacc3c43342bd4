// Licences over the API: what lets an application work for a tenant at all; the operator's to give and take (LIC-1).

import { Type } from '@sinclair/typebox';
import { line, oneOf } from './check-fields.js';
import { defineAdministration } from './define-administration.js';

const getLicences = defineAdministration({
  ...{ method: 'GET', path: '/licences', noun: 'licence', opensTo: 'tenants', controls: ['LIC-1'] },
  summary: 'Licences; to an application, those in its tenant',
  query: {
    tenant: Type.Optional(Type.String({ description: 'id or domain' })),
    application: Type.Optional(line(80, 'id of an application')),
    state: Type.Optional(oneOf(['granted', 'suspended', 'revoked'])),
  },
  async handler({ query: { tenant, application, ...filter }, parties, scope }) {
    const tenantId = tenant === undefined ? scope.tenantId : (await scope.tenant(tenant)).id;
    return {
      value: await parties.licences.list({
        ...filter,
        ...(tenantId !== null && { tenantId }),
        ...(application !== undefined && { applicationId: application }),
      }),
    };
  },
});

const changing = (action: 'grant' | 'suspend' | 'revoke', summary: string) =>
  defineAdministration({
    ...{ method: 'POST', path: `/tenants/:tenant/applications/:application/licence/${action}`, noun: 'licence' },
    ...{ opensTo: 'operator', controls: ['LIC-1'], summary, needsReason: action !== 'grant' },
    async handler({ part, parties, scope, by }) {
      const { id: tenantId } = await scope.tenant(part('tenant'));
      const { id: applicationId } = await scope.application(part('application'));
      return parties.licences[action]({ tenantId, applicationId }, by);
    },
  });

export const licenceRoutes = [
  getLicences,
  changing('grant', 'License an application in a tenant, or license it again'),
  changing('suspend', 'Suspend a licence; in force on the next call'),
  changing('revoke', 'Revoke a licence; in force on the next call'),
];
