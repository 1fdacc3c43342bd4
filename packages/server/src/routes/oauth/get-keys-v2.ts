// Publishes the token signing keys, v2 form: with the issuer that they sign for.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { tenantNames } from '../../oauth/tenant-names.js';
import { oauthWire } from '../../wire/oauth-wire.js';

export const getKeysV2 = defineRoute({
  method: 'GET',
  path: '/:tenant/discovery/v2.0/keys',
  summary: 'Token signing keys, v2 form',
  wire: oauthWire,
  reads: 'none',
  schemas: { params: Type.Object({ tenant: Type.String() }) },
  permission: 'none',
  quota: 'none',
  controls: [],
  async handler(call) {
    const names = await tenantNames(call, call.params.tenant);
    const issuer = `${call.origin}/${names.issuer}/v2.0`;
    return { body: { keys: (await call.services.identity.publishedKeys()).map((key) => ({ ...key, issuer })) } };
  },
});
