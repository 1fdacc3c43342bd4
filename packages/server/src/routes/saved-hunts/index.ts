// Queries that people save, and run by id with values for their parameters.

import { deleteSavedHunt } from './delete-saved-hunt.js';
import { getSavedHunt } from './get-saved-hunt.js';
import { getSavedHunts } from './get-saved-hunts.js';
import { patchSavedHunt } from './patch-saved-hunt.js';
import { postRun } from './post-run.js';
import { postSavedHunt } from './post-saved-hunt.js';

export const savedHuntRoutes = [
  getSavedHunts,
  getSavedHunt,
  postSavedHunt,
  patchSavedHunt,
  deleteSavedHunt,
  postRun,
] as const;
