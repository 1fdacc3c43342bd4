// The functions of a tenant, by name.

import { defineLibraryRoute } from '../library/define-library-route.js';

export const getFunctions = defineLibraryRoute({
  ...{ method: 'GET', path: '/api/functions', noun: 'function' },
  summary: 'The functions that the tenant stores for its hunts',
  handler: async ({ hunter, call }) => ({
    body: { value: await call.services.library.functions.list(hunter.tenantId) },
  }),
});
