// Changes a saved hunt; what is not sent stays.

import { Type } from '@sinclair/typebox';
import { defineLibraryRoute } from '../library/define-library-route.js';
import { huntFields, optionalFields } from './hunt-fields.js';

const body = { name: Type.Optional(huntFields.name), query: Type.Optional(huntFields.query), ...optionalFields };

export const patchSavedHunt = defineLibraryRoute({
  ...{ method: 'PATCH', path: '/api/hunts/saved/:id', noun: 'saved hunt', body },
  summary: 'Change a saved hunt of one’s own',
  handler: async ({ body: changes, hunter, named, by, call }) => ({
    body: await call.services.library.savedHunts.change(hunter, named, changes, by),
  }),
});
