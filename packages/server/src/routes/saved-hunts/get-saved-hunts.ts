// The hunts that a caller saved, and those shared in its tenant.

import { defineLibraryRoute } from '../library/define-library-route.js';

export const getSavedHunts = defineLibraryRoute({
  ...{ method: 'GET', path: '/api/hunts/saved', noun: 'saved hunt' },
  summary: "The caller's own saved hunts and the shared ones of the tenant, by folder and name",
  handler: async ({ hunter, call }) => ({ body: { value: await call.services.library.savedHunts.list(hunter) } }),
});
