// Decides whether a client is the application that it says it is.

import type { Clock } from '../clock.js';
import type { Application, Parties } from '../parties/index.js';
import type { Records } from '../records/open-records.js';
import { assertionClientId, type createAssertionVerifier } from './client-assertion.js';
import { secretHint, verifyClientSecret } from './client-secret.js';
import { IdentityError } from './identity-error.js';

/** How the client proved itself, as `appidacr` tells it; `public` clients do not. */
export type ClientProof = 'secret' | 'certificate' | 'operator' | 'public';

export interface ClientAuthenticationRequest {
  /** May be missing next to an assertion, which names the client itself. */
  readonly clientId?: string | undefined;
  readonly secret?: string | undefined;
  readonly assertion?: string | undefined;
  /** Accepted audiences of an assertion, lower case. */
  readonly assertionAudiences: readonly string[];
  /** The tenant addressed, the application's own unless told; an application that is not licensed there is unknown there. */
  readonly tenantId?: string | undefined;
}

export interface AuthenticatedClient {
  readonly application: Application;
  /** The tenant that it will act for. */
  readonly tenantId: string;
  readonly credentialId: string;
  readonly proof: ClientProof;
}

export interface ClientAuthenticatorOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly parties: Pick<Parties, 'applications' | 'licences'>;
  readonly verifyAssertion: ReturnType<typeof createAssertionVerifier>;
}

/** @throws IdentityError with one of the `application-`, `credential-`, `secret-`, `certificate-` or `assertion-` codes. */
export function createClientAuthenticator({ records, clock, parties, verifyAssertion }: ClientAuthenticatorOptions) {
  async function checkSecret(applicationId: string, secret: string): Promise<string> {
    const candidates = await records.db
      .selectFrom('credential')
      .selectAll()
      .where('application_id', '=', applicationId)
      .where('kind', '=', 'secret')
      .where('secret_hint', '=', secretHint(secret))
      .where('revoked_at', 'is', null)
      .execute();
    for (const { id, secret_hash, expires_at } of candidates) {
      if (secret_hash === null || !(await verifyClientSecret(secret, secret_hash))) continue;
      if (expires_at > clock()) return id;
      throw new IdentityError('secret-expired', `the client secret of application ${applicationId} has expired`);
    }
    throw new IdentityError(
      'secret-wrong',
      `invalid client secret for application ${applicationId}; the secret's value is expected, not its id`,
    );
  }

  return async (request: ClientAuthenticationRequest): Promise<AuthenticatedClient> => {
    const { secret, assertion, assertionAudiences } = request;
    const clientId = request.clientId ?? (assertion === undefined ? undefined : assertionClientId(assertion)) ?? '';
    const application = await parties.applications.find(clientId);
    const tenantId = request.tenantId ?? application?.tenantId ?? '';
    const licence = application && (await parties.licences.of({ tenantId, applicationId: application.id }));
    if (application === null || licence === null || licence.state === 'revoked') {
      throw new IdentityError('application-unknown', `application '${clientId}' was not found in the tenant`);
    }
    if (assertion !== undefined) {
      const credentialId = await verifyAssertion({
        assertion,
        clientId: application.id,
        audiences: assertionAudiences,
      });
      return { application, tenantId, credentialId, proof: 'certificate' };
    }
    if (secret !== undefined) {
      return { application, tenantId, credentialId: await checkSecret(application.id, secret), proof: 'secret' };
    }
    throw new IdentityError('credential-missing', 'expected client_secret or client_assertion, found neither');
  };
}
