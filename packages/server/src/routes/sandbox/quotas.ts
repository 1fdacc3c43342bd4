// What a sandbox tenant used of its quotas, shown and changed.

import { quotaNames } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineControl } from './define-control.js';

const application = Type.Optional(Type.String({ maxLength: 64 }));
const quota = Type.Union(quotaNames.map((name) => Type.Literal(name)));

export const quotaRoutes = [
  ...defineControl({
    ...{ method: 'GET', path: '/quotas', summary: 'How the limits stand' },
    query: { application, quota: Type.Optional(quota) },
    handler: async ({ testing, tenantId, query }) => ({ value: await testing.quotas.show(tenantId, query) }),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/quotas/spend', summary: 'Spend calls or milliseconds of running time' },
    body: { quota, application, calls: Type.Optional(Type.Integer()), ms: Type.Optional(Type.Integer()) },
    handler: async ({ testing, tenantId, body }) => ({ value: await testing.quotas.spend(tenantId, body) }),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/quotas/set', summary: 'Leave so much of a limit' },
    body: { quota, application, limit: Type.String({ maxLength: 64 }), remaining: Type.Integer() },
    handler: async ({ testing, tenantId, body }) => ({ value: await testing.quotas.set(tenantId, body) }),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/quotas/clear', summary: 'Forget what was used of a quota, or of all' },
    body: { application, quota: Type.Optional(quota) },
    handler: async ({ testing, tenantId, body }) => ({ value: await testing.quotas.clear(tenantId, body) }),
  }),
] as const;
