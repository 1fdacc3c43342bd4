// The endpoints of the quotas: one's own for whoever holds a token, all for the operator on this machine.

import { getLocalQuota } from './get-local-quota.js';
import { getQuota } from './get-quota.js';
import { postLocalProfile } from './post-local-profile.js';

export const quotaRoutes = [getQuota, getLocalQuota, postLocalProfile] as const;
