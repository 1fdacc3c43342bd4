// Who may hunt, over whichever of the three APIs.

import type { Permission } from './define-route.js';

/** Whoever may hunt through one of the three APIs. */
export const hunters: Permission = {
  roles: ['AdvancedHunting.Read.All', 'AdvancedQuery.Read.All', 'ThreatHunting.Read.All'],
  resources: ['defender-xdr', 'defender-endpoint', 'graph'],
  orLocalKey: true,
};
