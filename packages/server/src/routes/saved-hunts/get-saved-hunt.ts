// One saved hunt.

import { defineLibraryRoute } from '../library/define-library-route.js';

export const getSavedHunt = defineLibraryRoute({
  ...{ method: 'GET', path: '/api/hunts/saved/:id', noun: 'saved hunt' },
  summary: 'A saved hunt with its query and its parameters',
  handler: async ({ hunter, named, call }) => ({ body: await call.services.library.savedHunts.get(hunter, named) }),
});
