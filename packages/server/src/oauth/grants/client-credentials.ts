// The application acts for itself (wire contract 1.2, 1.3).

import { oauthRefusal } from '../../wire/oauth-wire.js';
import { readClientProof } from '../client-credentials.js';
import { resourceOfV1, resourceOfV2 } from '../requested-resource.js';
import type { Grant } from './grant.js';

export const clientCredentialsGrant: Grant = async ({ call, tenant, form, version }) => {
  const { identity } = call.services;
  const proof = readClientProof(form, call.request.headers.authorization);
  const resource = version === '1.0' ? resourceOfV1(form) : resourceOfV2(form);
  const client = await identity.authenticateClient({
    ...{ ...proof, tenantId: tenant.id ?? undefined, assertionAudiences: tenant.assertionAudiences },
  });
  const { tenantId, application, credentialId } = client;
  call.identified({ tenantId, applicationId: application.id, credentialId });
  const audience = identity.resolveAudience(resource);
  if (audience === null) {
    throw oauthRefusal('resource-unknown', `the resource '${resource}' was not found in the tenant`);
  }
  const issued = await identity.issueToken({ ...client, audience, origin: call.origin });
  return { issued, resource, user: null };
};
