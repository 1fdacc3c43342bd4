// The application acts for itself (wire contract 1.2, 1.3).

import { oauthRefusal } from '../../wire/oauth-wire.js';
import { chargeToken } from '../charge-token.js';
import { readClientProof } from '../client-credentials.js';
import { proveClient } from '../prove-client.js';
import { resourceOfV1, resourceOfV2 } from '../requested-resource.js';
import type { Grant } from './grant.js';

export const clientCredentialsGrant: Grant = async ({ call, tenant, form, version }) => {
  const { identity } = call.services;
  const proof = readClientProof(form, call.request.headers.authorization);
  const resource = version === '1.0' ? resourceOfV1(form) : resourceOfV2(form);
  const client = await proveClient(call, tenant, proof);
  const audience = identity.resolveAudience(resource);
  if (audience === null) {
    throw oauthRefusal('resource-unknown', `the resource '${resource}' was not found in the tenant`);
  }
  await chargeToken(call, { tenantId: client.tenantId, applicationId: client.application.id });
  const issued = await identity.issueToken({ ...client, audience, origin: call.origin });
  return { issued, resource, user: null };
};
