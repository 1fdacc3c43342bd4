// Faults that strike a sandbox tenant's own calls.

import { Type } from '@sinclair/typebox';
import { defineControl } from './define-control.js';

const count = Type.Optional(Type.Integer());

export const faultRoutes = [
  ...defineControl({
    ...{ method: 'GET', path: '/faults', summary: 'Faults that wait for calls' },
    handler: async ({ testing, tenantId }) => ({ value: testing.faults.list(tenantId) }),
  }),
  ...defineControl({
    ...{ method: 'POST', path: '/faults', summary: 'Let calls of a route fail, wait or be cut off' },
    body: {
      /** Method and path pattern: `POST /api/advancedhunting/run`. */
      route: Type.String({ maxLength: 500 }),
      application: Type.Optional(Type.String({ maxLength: 64 })),
      ...{ nth: count, every: count, times: count, status: count, retryAfterSeconds: count, delayMs: count },
      cut: Type.Optional(Type.Literal(true)),
    },
    handler: async ({ testing, tenantId, body, hasRoute }) => testing.faults.inject(tenantId, body, hasRoute),
  }),
  ...defineControl({
    ...{ method: 'DELETE', path: '/faults', summary: 'Remove all faults' },
    async handler({ testing, tenantId }) {
      testing.faults.clear(tenantId);
      return { value: [] };
    },
  }),
  ...defineControl({
    ...{ method: 'DELETE', path: '/faults/:id', summary: 'Remove a fault' },
    async handler({ testing, tenantId, params }) {
      testing.faults.clear(tenantId, params.id);
      return { value: testing.faults.list(tenantId) };
    },
  }),
] as const;
