// Takes a saved hunt away.

import { defineLibraryRoute } from '../library/define-library-route.js';

export const deleteSavedHunt = defineLibraryRoute({
  ...{ method: 'DELETE', path: '/api/hunts/saved/:id', noun: 'saved hunt' },
  summary: 'Delete a saved hunt of one’s own',
  async handler({ hunter, named, by, call }) {
    await call.services.library.savedHunts.remove(hunter, named, by);
    return { body: {} };
  },
});
