// Endpoints labelled confidential need a permission of their own (CHG-4).

import { mayUse } from './consent.js';
import type { Gate } from './gate.js';

/** Opens what is labelled confidential. */
export const confidentialPermission = 'Confidential.Read.All';

export const confidentialGate: Gate = {
  name: 'confidential',
  controls: ['CHG-4'],
  check: ({ route, rulebook, standing, now }) =>
    !rulebook.confidentialRoutes.has(route.name) || mayUse(standing, confidentialPermission, now)
      ? null
      : { reason: 'confidential', message: `This endpoint is confidential and needs ${confidentialPermission}.` },
};
