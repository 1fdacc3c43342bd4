// Tells a supervisor that the server answers.

import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const getHealth = defineRoute({
  method: 'GET',
  path: '/healthz',
  summary: 'Whether the server answers',
  wire: platformWire,
  reads: 'none',
  schemas: {},
  permission: 'none',
  quota: 'none',
  controls: [],
  audited: false,
  handler: () => ({ body: { status: 'ok' } }),
});
