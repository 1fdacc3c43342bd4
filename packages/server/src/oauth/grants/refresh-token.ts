// A refresh token becomes new tokens, and is replaced (RFC 6749 6). As on the platform imitated, it may ask for another resource:
// every permission is checked against the tenant's consents again.

import { authenticateUserClient } from '../authenticate-user-client.js';
import { missing } from '../client-credentials.js';
import { issueUserTokens } from '../issue-user-tokens.js';
import { scopeOfResource } from '../requested-access.js';
import type { Grant, GrantRequest } from './grant.js';

export const refreshTokenGrant: Grant = async (request) => {
  const { call, tenant, form } = request;
  const client = await authenticateUserClient(call, tenant, form);
  if (!form.refresh_token) throw missing('refresh_token');
  const found = await call.services.signIn.refreshTokens.find(form.refresh_token, client.application.id);
  const asked = askedScope(request) ?? found.scope;
  return issueUserTokens(request, { ...found, client, asked, nonce: null, replaces: form.refresh_token });
};

function askedScope({ form, version }: GrantRequest): string | null {
  if (version === '1.0' && form.resource !== undefined) return scopeOfResource(form.resource);
  return form.scope ?? null;
}
