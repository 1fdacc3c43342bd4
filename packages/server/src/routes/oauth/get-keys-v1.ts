// Publishes the token signing keys, v1 form: without issuer.

import { defineRoute } from '../../http/define-route.js';
import { oauthWire } from '../../wire/oauth-wire.js';

export const getKeysV1 = defineRoute({
  method: 'GET',
  path: '/:tenant/discovery/keys',
  summary: 'Token signing keys, v1 form',
  wire: oauthWire,
  reads: 'none',
  schemas: {},
  permission: 'none',
  quota: 'none',
  controls: [],
  async handler({ services: { identity } }) {
    return { body: { keys: await identity.publishedKeys() } };
  },
});
