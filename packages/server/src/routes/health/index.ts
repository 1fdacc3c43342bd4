// The endpoints of supervision.

import { getHealth } from './get-health.js';

export const healthRoutes = [getHealth] as const;
