// Issues a token of the sample application without its secret, for the operator who owns the data directory.

import { type Identity, IdentityError, sampleApplicationName } from '@gamekeeper/platform';

export interface OperatorToken {
  readonly access_token: string;
  /** Seconds since the Unix epoch. */
  readonly expires_on: number;
  readonly tenant_id: string;
  readonly client_id: string;
}

/**
 * The token is for this server itself, so it opens every API that the application was granted.
 * @throws IdentityError `application-unknown` when the data directory was started without samples.
 */
export async function mintOperatorToken(identity: Identity, origin: string): Promise<OperatorToken> {
  const audience = identity.resolveAudience(origin);
  const applications = await identity.parties.applications.list();
  const application = applications.find(({ displayName }) => displayName === sampleApplicationName);
  if (application !== undefined && audience !== null) {
    const issued = await identity.issueToken({ application, credentialId: null, proof: 'operator', audience, origin });
    return {
      access_token: issued.token,
      expires_on: issued.expiresOn,
      tenant_id: application.tenantId,
      client_id: application.id,
    };
  }
  throw new IdentityError('application-unknown', `no application named '${sampleApplicationName}' is registered`);
}
