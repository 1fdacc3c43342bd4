// The v1 token endpoint: `resource` in, numbers as strings out.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { grantToken } from '../../oauth/grant-token.js';
import { userFields } from '../../oauth/user-fields.js';
import { oauthWire } from '../../wire/oauth-wire.js';

export const postTokenV1 = defineRoute({
  method: 'POST',
  path: '/:tenant/oauth2/token',
  summary: 'Tokens for an application or for a person, v1 form',
  wire: oauthWire,
  reads: 'form',
  schemas: {
    params: Type.Object({ tenant: Type.String() }),
    body: Type.Record(Type.String(), Type.String()),
  },
  permission: 'none',
  quota: 'token',
  controls: ['REG-1', 'REG-4'],
  async handler(call) {
    const { issued, resource, user } = await grantToken(call, call.params.tenant, call.body, '1.0');
    const life = String(issued.expiresOn - issued.notBefore - 1);
    return {
      body: {
        token_type: 'Bearer',
        expires_in: life,
        ext_expires_in: life,
        expires_on: String(issued.expiresOn),
        not_before: String(issued.notBefore),
        resource,
        access_token: issued.token,
        ...(user && userFields(user)),
      },
    };
  },
});
