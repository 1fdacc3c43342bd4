// Test controls exist for sandbox tenants only (USE-6).

import type { Gate } from './gate.js';

export const sandboxGate: Gate = {
  name: 'sandbox',
  controls: ['USE-6'],
  check: ({ route, standing }) =>
    !route.sandboxOnly || standing.tenant.kind === 'sandbox'
      ? null
      : { reason: 'sandbox-only', message: 'This endpoint is for sandbox tenants; this one is a production tenant.' },
};
