// The v2 token endpoint: `scope` in, numbers as numbers out.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { grantToken } from '../../oauth/grant-token.js';
import { userFields } from '../../oauth/user-fields.js';
import { oauthWire } from '../../wire/oauth-wire.js';

export const postTokenV2 = defineRoute({
  method: 'POST',
  path: '/:tenant/oauth2/v2.0/token',
  summary: 'Tokens for an application or for a person, v2 form',
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
    const { issued, user } = await grantToken(call, call.params.tenant, call.body, '2.0');
    const life = issued.expiresOn - issued.notBefore - 1;
    return {
      body: {
        token_type: 'Bearer',
        expires_in: life,
        ext_expires_in: life,
        access_token: issued.token,
        ...(user && userFields(user)),
      },
    };
  },
});
