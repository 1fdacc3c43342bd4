// The hunting endpoints of the Defender APIs make way for that of Graph (CHG-1).

import type { Deprecation } from '../../http/lifecycle-headers.js';

export const huntingDeprecation: Deprecation = {
  ...{ since: '2026-01-01', sunset: '2027-02-01' },
  successor: '/v1.0/security/runHuntingQuery',
};
