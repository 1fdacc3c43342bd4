// Puts the identity parts together: the parties, client authentication, token issue and verification.

import type { JWK } from 'jose';
import type { Clock } from '../clock.js';
import {
  type Application,
  createParties,
  isGuid,
  type Parties,
  type PartySettings,
  type Tenant,
} from '../parties/index.js';
import type { Records } from '../records/open-records.js';
import { createTokenFamilies, type TokenFamilies } from '../sign-in/token-families.js';
import {
  createAccessTokens,
  type IdTokenRequest,
  type IssuedToken,
  type TokenUser,
  tokenLifetime,
} from './access-tokens.js';
import {
  type AuthenticatedClient,
  type ClientAuthenticationRequest,
  type ClientProof,
  createClientAuthenticator,
} from './authenticate-client.js';
import type { Caller } from './caller.js';
import { createAssertionVerifier } from './client-assertion.js';
import { IdentityError } from './identity-error.js';
import { type Audience, type ResourceId, resolveAudience } from './permission-catalogue.js';
import type { Sealer } from './sealing-key.js';
import { createSigningKeys } from './signing-keys.js';

export interface IdentityOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly sealer: Sealer;
  /** The clock by which clients date their assertions: the machine's own where `clock` plays another time. */
  readonly clientClock?: Clock;
  /** Whether a host name (without port) is this server's; tokens for such hosts open all resources. */
  readonly isOwnHost: (hostname: string) => boolean;
  /** Milliseconds that a signing key signs; 30 days unless told. */
  readonly rotateKeysAfter?: number;
  /** Accept each client assertion once only; see `AssertionVerifierOptions`. */
  readonly singleUseAssertions?: boolean;
  readonly partySettings?: Partial<PartySettings>;
}

export interface IssueOptions {
  readonly application: Application;
  /** The tenant that the token is for; the application's own unless told. */
  readonly tenantId?: string;
  readonly credentialId: string | null;
  readonly proof: ClientProof;
  readonly audience: Audience;
  /** Scheme and host of this server as the client knows it. */
  readonly origin: string;
}

export interface IssueForUserOptions extends Omit<IssueOptions, 'tenantId'> {
  readonly user: TokenUser;
  /** Delegated permissions. */
  readonly scopes: readonly string[];
}

export interface Identity {
  readonly parties: Parties;
  /**
   * The tenant of a path segment: GUID or domain.
   * @throws IdentityError `tenant-malformed` or `tenant-unknown`.
   */
  findTenant(segment: string): Promise<Tenant>;
  /** Null when no resource goes by that name. */
  resolveAudience(requested: string): Audience | null;
  /** @throws IdentityError telling what is wrong with the client's proof. */
  authenticateClient(request: ClientAuthenticationRequest): Promise<AuthenticatedClient>;
  /**
   * An app-only token with the permissions that the application holds on the audience's resources; it is issued even without any.
   * @throws IdentityError when the application may not act for the tenant, as `Parties.requireStanding`.
   */
  issueToken(options: IssueOptions): Promise<IssuedToken>;
  /**
   * A token with which an application acts for a person who signed in.
   * @throws IdentityError when the application may not act for the person's tenant, as `Parties.requireStanding`.
   */
  issueUserToken(options: IssueForUserOptions): Promise<IssuedToken>;
  /** Tells the application who signed in. */
  issueIdToken(request: IdTokenRequest): Promise<string>;
  /** The sign-ins that user tokens stem from; a revoked one ends its tokens. */
  readonly families: TokenFamilies;
  /**
   * Verifies signature, lifetime, that the token was asked for one of the resources, and that the sign-in behind it
   * was not ended.
   * @throws IdentityError `token-malformed`, `token-signature`, `token-expired`, `token-audience` or `token-revoked`.
   */
  verifyToken(token: string, accepted: readonly ResourceId[]): Promise<Caller>;
  /** Public signing keys as JWKs, newest first. */
  publishedKeys(): Promise<readonly JWK[]>;
}

/**
 * @example
 * const identity = createIdentity({ records, clock: systemClock, sealer: await openSealer(directory), isOwnHost: (h) => h === 'localhost' });
 */
export function createIdentity(options: IdentityOptions): Identity {
  const { records, clock, sealer, isOwnHost, rotateKeysAfter, singleUseAssertions = false } = options;
  const { clientClock = clock } = options;
  const parties = createParties({ records, clock, clientClock, settings: options.partySettings ?? {} });
  const keys = createSigningKeys({
    ...{ records, clock, sealer, tokenLifetime },
    ...(rotateKeysAfter !== undefined && { rotateAfter: rotateKeysAfter }),
  });
  const tokens = createAccessTokens({ keys, clock });
  const families = createTokenFamilies({ records, clock });
  const verifyAssertion = createAssertionVerifier({ records, clock: clientClock, singleUse: singleUseAssertions });
  return {
    parties,
    authenticateClient: createClientAuthenticator({ records, clock, parties, verifyAssertion }),
    resolveAudience: (requested) => resolveAudience(requested, isOwnHost),
    publishedKeys: () => keys.published(),

    async findTenant(segment) {
      if (!isGuid(segment) && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(segment)) {
        throw new IdentityError('tenant-malformed', `tenant '${segment}' is neither a GUID nor a domain name`);
      }
      const tenant = await parties.tenants.find(segment);
      if (tenant === null) throw new IdentityError('tenant-unknown', `tenant '${segment}' was not found`);
      return tenant;
    },

    async issueToken({ application, tenantId = application.tenantId, credentialId, proof, audience, origin }) {
      const between = { tenantId, applicationId: application.id };
      await parties.requireStanding(between);
      const roles = await parties.permissions.held({ ...between, resources: audience.resources, kind: 'application' });
      return tokens.issue({ application, tenantId, credentialId, proof, audience: audience.requested, roles, origin });
    },

    async issueUserToken({ audience, ...request }) {
      const { application, user } = request;
      await parties.requireStanding({ tenantId: user.family.tenantId, applicationId: application.id });
      return tokens.issueForUser({ ...request, audience: audience.requested });
    },
    issueIdToken: (request) => tokens.issueIdToken(request),
    families,

    async verifyToken(token, accepted) {
      const caller = await tokens.verify(token);
      const audience = resolveAudience(caller.audience, isOwnHost);
      if (audience === null || !audience.resources.some((resource) => accepted.includes(resource))) {
        throw new IdentityError('token-audience', `the token was issued for ${caller.audience}, not for this resource`);
      }
      if (caller.familyId !== null && !(await families.isLive(caller.familyId))) {
        throw new IdentityError('token-revoked', 'the sign-in behind the token was ended');
      }
      return caller;
    },
  };
}
