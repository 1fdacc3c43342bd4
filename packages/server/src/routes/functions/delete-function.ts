// Takes a function away; queries and functions that call it are refused from then on.

import { defineLibraryRoute } from '../library/define-library-route.js';

export const deleteFunction = defineLibraryRoute({
  ...{ method: 'DELETE', path: '/api/functions/:name', noun: 'function' },
  summary: 'Delete a stored function',
  async handler({ hunter, named, by, call }) {
    await call.services.library.functions.remove(hunter.tenantId, named, by);
    return { body: {} };
  },
});
