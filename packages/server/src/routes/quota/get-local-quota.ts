// What is left of the quotas of applications, for the operator on this machine.

import { type AdmissionFacts, governingQuotas } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { findApplication, findTenant } from '../terms/operator.js';
import { quotaAnswer } from './quota-answer.js';

export const getLocalQuota = defineRoute({
  method: 'GET',
  path: '/local/quota',
  summary: 'Quotas of every licensed application, or of those asked for, for the operator on this machine',
  wire: platformWire,
  reads: 'none',
  schemas: {
    querystring: Type.Object({ application: Type.Optional(Type.String()), tenant: Type.Optional(Type.String()) }),
  },
  permission: 'local-key',
  quota: 'none',
  controls: ['LIM-6'],
  async handler({ query: { application, tenant }, services }) {
    const licences = await services.identity.parties.licences.list({
      ...(application !== undefined && { applicationId: (await findApplication(services, application)).id }),
      ...(tenant !== undefined && { tenantId: await findTenant(services, tenant) }),
    });
    const value = [];
    for (const { tenantId, applicationId } of licences) {
      const facts: AdmissionFacts = {};
      await services.admission.identify({ tenantId, applicationId, personId: null }, facts);
      const use = governingQuotas(facts);
      if (use !== null) value.push(await quotaAnswer(services.quotas, use));
    }
    return { body: { value } };
  },
});
