// Entitlements over the API: which products' tables a tenant is licensed for; the operator's to give and take (USE-8).

import { line } from './check-fields.js';
import { defineAdministration } from './define-administration.js';

const at = '/tenants/:tenant/entitlements';
const forEntitlements = { noun: 'entitlement', controls: ['USE-8'] } as const;
const body = { product: line(64, 'a product') };

const getEntitlements = defineAdministration({
  ...{ ...forEntitlements, method: 'GET', path: at, opensTo: 'tenants' },
  summary: 'Products that a tenant is entitled to; none for all',
  handler: async ({ part, parties, scope }) => ({
    value: await parties.entitlements.list((await scope.tenant(part('tenant'))).id),
  }),
});

const changing = (action: 'entitle' | 'disentitle', summary: string) =>
  defineAdministration({
    ...{ ...forEntitlements, method: 'POST', path: action === 'entitle' ? at : `${at}/revoke`, opensTo: 'operator' },
    ...{ summary, body, needsReason: action === 'disentitle' },
    async handler({ body: { product }, part, parties, scope, by }) {
      const { id: tenantId } = await scope.tenant(part('tenant'));
      await parties.entitlements[action]({ tenantId, product }, by);
      return { value: await parties.entitlements.list(tenantId) };
    },
  });

const postClearing = defineAdministration({
  ...{ ...forEntitlements, method: 'POST', path: `${at}/clear`, opensTo: 'operator', needsReason: true },
  summary: 'Remove every entitlement, so that the tenant reads all products again',
  async handler({ part, parties, scope, by }) {
    await parties.entitlements.clear((await scope.tenant(part('tenant'))).id, by);
    return { value: [] };
  },
});

export const entitlementRoutes = [
  getEntitlements,
  changing('entitle', 'Entitle a tenant to a product; the first narrows it'),
  changing('disentitle', 'Take a product away from a tenant; the last one is not'),
  postClearing,
];
