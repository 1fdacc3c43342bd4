// The hunting endpoints of the three APIs.

import { getRunHuntingQuery } from './get-run-hunting-query.js';
import { postAdvancedHunting } from './post-advanced-hunting.js';
import { postAdvancedQueries } from './post-advanced-queries.js';
import { postRunHuntingQuery } from './post-run-hunting-query.js';

export const huntingRoutes = [
  postAdvancedHunting,
  postAdvancedQueries,
  postRunHuntingQuery,
  getRunHuntingQuery,
] as const;
