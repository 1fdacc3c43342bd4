// Mints a token of the sample application for whoever may read the data directory: `gamekeeper token` needs no secret.

import { defineRoute } from '../../http/define-route.js';
import { mintOperatorToken } from '../../local/mint-operator-token.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postLocalToken = defineRoute({
  method: 'POST',
  path: '/local/token',
  summary: 'Token of the sample application, for the operator on this machine',
  wire: platformWire,
  reads: 'none',
  schemas: {},
  permission: 'local-key',
  quota: 'none',
  controls: ['REG-5'],
  handler: async ({ services, origin }) => ({ body: await mintOperatorToken(services.identity, origin) }),
});
