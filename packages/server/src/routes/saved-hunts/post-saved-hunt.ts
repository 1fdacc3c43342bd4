// Saves a query that compiles.

import { defineLibraryRoute } from '../library/define-library-route.js';
import { huntFields, optionalFields } from './hunt-fields.js';

export const postSavedHunt = defineLibraryRoute({
  ...{ method: 'POST', path: '/api/hunts/saved', noun: 'saved hunt', body: { ...huntFields, ...optionalFields } },
  summary: 'Save a hunt',
  async handler({ body, hunter, by, call }) {
    const { folder = '', description = '', shared = false, ...text } = body;
    const saved = await call.services.library.savedHunts.save(hunter, { ...text, folder, description, shared }, by);
    return { status: 201, body: saved };
  },
});
