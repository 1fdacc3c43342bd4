// The fields that a person's tokens add to the answer of either token endpoint.

import type { UserTokens } from './grants/grant.js';

export function userFields({ scope, refreshToken, idToken, clientInfo }: UserTokens) {
  return {
    scope,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    ...(idToken !== null && { id_token: idToken }),
    ...(clientInfo !== null && { client_info: clientInfo }),
  };
}
