// Functions that a tenant stores for its hunts.

import { deleteFunction } from './delete-function.js';
import { getFunction } from './get-function.js';
import { getFunctions } from './get-functions.js';
import { postFunction } from './post-function.js';

export const functionRoutes = [getFunctions, getFunction, postFunction, deleteFunction] as const;
