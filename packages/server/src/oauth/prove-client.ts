// Has a client prove itself, slowly for whoever guesses: failures count by client and by address before the next proof is looked at (SEC-1).

import { type AuthenticatedClient, assertionClientId } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import { waiting } from '../wire/oauth-wire.js';
import type { AddressedTenant } from './addressed-tenant.js';
import type { ClientProofFields } from './client-credentials.js';

/**
 * @throws a refusal with 429 and the time to wait after too many failures, else an `IdentityError` telling what is
 * wrong with the proof.
 */
export async function proveClient(
  { services: { identity, clientThrottle }, request, identified }: Call,
  tenant: AddressedTenant,
  proof: ClientProofFields,
): Promise<AuthenticatedClient> {
  const { clientId, assertion } = proof;
  const account = clientId ?? (assertion === undefined ? undefined : assertionClientId(assertion)) ?? '';
  const attempt = { account, address: request.ip };
  const verdict = clientThrottle.attempt(attempt);
  if (!verdict.allowed) {
    const seconds = Math.ceil(verdict.retryAfterMs / 1000);
    const message = `this client failed to prove itself too often; it may try again in ${seconds} s`;
    throw waiting('throttled', message, verdict.retryAfterMs);
  }
  const client = await identity.authenticateClient({
    ...{ ...proof, tenantId: tenant.id ?? undefined, assertionAudiences: tenant.assertionAudiences },
  });
  clientThrottle.succeeded(attempt);
  const { tenantId, application, credentialId } = client;
  identified({ tenantId, applicationId: application.id, credentialId });
  return client;
}
