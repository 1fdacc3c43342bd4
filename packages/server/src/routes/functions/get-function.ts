// One function of a tenant.

import { defineLibraryRoute } from '../library/define-library-route.js';

export const getFunction = defineLibraryRoute({
  ...{ method: 'GET', path: '/api/functions/:name', noun: 'function' },
  summary: 'A stored function, by its name',
  handler: async ({ hunter, named, call }) => ({
    body: await call.services.library.functions.get(hunter.tenantId, named),
  }),
});
