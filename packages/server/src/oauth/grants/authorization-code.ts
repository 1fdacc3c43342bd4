// A code from the authorization endpoint becomes tokens (RFC 6749 4.1.3, RFC 7636).

import { authenticateUserClient } from '../authenticate-user-client.js';
import { missing } from '../client-credentials.js';
import { issueUserTokens } from '../issue-user-tokens.js';
import type { Grant } from './grant.js';

export const authorizationCodeGrant: Grant = async (request) => {
  const { call, tenant, form } = request;
  const client = await authenticateUserClient(call, tenant, form);
  const { code, redirect_uri: redirectUri, code_verifier: verifier } = form;
  if (!code) throw missing('code');
  if (!redirectUri) throw missing('redirect_uri');
  const { family, scope, nonce } = await call.services.signIn.codes.redeem({
    ...{ code, redirectUri, applicationId: client.application.id, verifier: verifier ?? null },
  });
  return issueUserTokens(request, { client, family, scope, nonce });
};
