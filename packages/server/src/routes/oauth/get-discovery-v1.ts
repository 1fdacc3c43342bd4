// Tells clients where the v1 endpoints of a tenant are.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { discoveryV1 } from '../../oauth/discovery-document.js';
import { tenantNames } from '../../oauth/tenant-names.js';
import { oauthWire } from '../../wire/oauth-wire.js';

export const getDiscoveryV1 = defineRoute({
  method: 'GET',
  path: '/:tenant/.well-known/openid-configuration',
  summary: 'OpenID configuration of a tenant, v1 form',
  wire: oauthWire,
  reads: 'none',
  schemas: { params: Type.Object({ tenant: Type.String() }) },
  permission: 'none',
  quota: 'none',
  controls: [],
  async handler(call) {
    return { body: discoveryV1(call.origin, await tenantNames(call, call.params.tenant)) };
  },
});
