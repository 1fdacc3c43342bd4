// The test controls of sandbox tenants.

import { clockRoutes } from './clock.js';
import { faultRoutes } from './faults.js';
import { quotaRoutes } from './quotas.js';
import { snapshotRoutes } from './snapshots.js';

export const sandboxRoutes = [...clockRoutes, ...quotaRoutes, ...faultRoutes, ...snapshotRoutes] as const;
