// What a tenant keeps for its hunts: stored functions and saved queries.

import type { Clock } from '../../clock.js';
import type { Records } from '../../records/index.js';
import type { HuntLanguage } from '../hunt-language.js';
import { createSavedHunts, type SavedHunts } from './create-saved-hunts.js';
import { createStoredFunctions, type StoredFunctions } from './create-stored-functions.js';

export type { Hunter, HuntText, SavedHunt, SavedHunts } from './create-saved-hunts.js';
export type { StoredFunctions, TenantFunction } from './create-stored-functions.js';
export { LibraryError, type LibraryErrorCode } from './library-error.js';
export { type FunctionText, readFunctionCommand } from './read-function-command.js';

export interface HuntLibrary {
  readonly functions: StoredFunctions;
  readonly savedHunts: SavedHunts;
}

/** @example createHuntLibrary({ records, clock, language }) */
export function createHuntLibrary(options: {
  readonly records: Records;
  readonly clock: Clock;
  readonly language: Pick<HuntLanguage, 'ask'>;
}): HuntLibrary {
  const functions = createStoredFunctions(options);
  return { functions, savedHunts: createSavedHunts({ ...options, functions }) };
}
