// A program without a browser asks whether its person has decided (RFC 8628 3.4).

import { authenticateUserClient } from '../authenticate-user-client.js';
import { missing } from '../client-credentials.js';
import { issueUserTokens } from '../issue-user-tokens.js';
import type { Grant } from './grant.js';

export const deviceCodeGrant: Grant = async (request) => {
  const { call, tenant, form } = request;
  const client = await authenticateUserClient(call, tenant, form);
  // Some clients send it as `code` (wire contract 1.5).
  const deviceCode = form.device_code ?? form.code;
  if (!deviceCode) throw missing('device_code');
  const { family, scope } = await call.services.signIn.deviceCodes.redeem(deviceCode, client.application.id);
  return issueUserTokens(request, { client, family, scope, nonce: null });
};
