// Confirms to clients that a login host is genuine; here that means: ours.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { oauthRefusal, oauthWire } from '../../wire/oauth-wire.js';

export const getInstance = defineRoute({
  method: 'GET',
  path: '/common/discovery/instance',
  summary: 'Instance discovery',
  wire: oauthWire,
  reads: 'none',
  schemas: {
    querystring: Type.Object({
      authorization_endpoint: Type.Optional(Type.String()),
      'api-version': Type.Optional(Type.String()),
    }),
  },
  permission: 'none',
  quota: 'none',
  controls: [],
  handler({ query, isOwnHost }) {
    const endpoint = query.authorization_endpoint ?? '';
    const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
    const tenant = url?.pathname.split('/')[1] ?? '';
    if (url === null || !/^[\w.-]+$/.test(tenant) || !isOwnHost(url.hostname)) {
      throw oauthRefusal('instance-unknown', `the authorization_endpoint '${endpoint}' is not one of this server`);
    }
    const metadata = [{ preferred_network: url.host, preferred_cache: url.host, aliases: [url.host] }];
    return {
      body: {
        tenant_discovery_endpoint: `${url.origin}/${tenant}/v2.0/.well-known/openid-configuration`,
        'api-version': query['api-version'] ?? '1.1',
        metadata,
      },
    };
  },
});
