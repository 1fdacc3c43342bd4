// Decides whether whoever redeems a code or refresh token is the application it was given to: public clients name themselves, others prove it.

import type { Application, ClientProof } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import { oauthRefusal } from '../wire/oauth-wire.js';
import type { AddressedTenant } from './addressed-tenant.js';
import { readClientProof, type TokenForm } from './client-credentials.js';
import { proveClient } from './prove-client.js';

export interface UserClient {
  readonly application: Application;
  readonly credentialId: string | null;
  readonly proof: ClientProof;
}

/**
 * @throws a refusal for a public client that sends a secret (it has none), or what `proveClient` throws for another.
 */
export async function authenticateUserClient(
  call: Call,
  tenant: AddressedTenant,
  form: TokenForm,
): Promise<UserClient> {
  const { identity } = call.services;
  const proof = readClientProof(form, call.request.headers.authorization);
  const application = proof.clientId === undefined ? null : await identity.parties.applications.find(proof.clientId);
  if (application?.isPublic !== true) {
    const { tenantId: _, ...client } = await proveClient(call, tenant, proof);
    return client;
  }
  if (proof.secret !== undefined || proof.assertion !== undefined) {
    throw oauthRefusal('client-public', 'a public client keeps no secret: expected neither secret nor assertion');
  }
  return { application, credentialId: null, proof: 'public' };
}
