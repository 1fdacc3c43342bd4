// Issues and verifies access tokens: JWTs in the v1 form that the Defender and Graph resources use (wire contract 1.9).

import { createHash, randomBytes } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../clock.js';
import type { Application } from '../parties/index.js';
import type { TokenFamily } from '../sign-in/token-families.js';
import type { ClientProof } from './authenticate-client.js';
import type { Caller } from './caller.js';
import { IdentityError } from './identity-error.js';
import type { SigningKeys } from './signing-keys.js';
import { createVerifiedTokens } from './verified-tokens.js';

/** Milliseconds that an access token lives. */
export const tokenLifetime = 3_600_000;

/** `appidacr`: the class of the client's proof. */
const proofClass: Readonly<Record<ClientProof, string>> = { public: '0', operator: '0', secret: '1', certificate: '2' };

export interface TokenRequest {
  readonly application: Application;
  /** The tenant that the token is for. */
  readonly tenantId: string;
  readonly credentialId: string | null;
  readonly proof: ClientProof;
  /** `aud`, as requested. */
  readonly audience: string;
  readonly roles: readonly string[];
  /** Scheme and host of this server; the issuer is `<origin>/<tenant>/`. */
  readonly origin: string;
}

/** Who signed in, as tokens tell it. */
export interface TokenUser {
  readonly family: TokenFamily;
  readonly userName: string;
  readonly displayName: string;
}

export interface UserTokenRequest extends Omit<TokenRequest, 'roles' | 'tenantId'> {
  readonly user: TokenUser;
  /** Delegated permissions: `scp`. */
  readonly scopes: readonly string[];
}

/** An id token tells a client who signed in (OpenID Connect Core 2). */
export interface IdTokenRequest {
  readonly user: TokenUser;
  readonly origin: string;
  readonly version: '1.0' | '2.0';
  readonly nonce: string | null;
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds since the Unix epoch. */
  readonly notBefore: number;
  readonly expiresOn: number;
}

export interface AccessTokens {
  issue(request: TokenRequest): Promise<IssuedToken>;
  issueForUser(request: UserTokenRequest): Promise<IssuedToken>;
  issueIdToken(request: IdTokenRequest): Promise<string>;
  /** @throws IdentityError `token-malformed`, `token-signature` or `token-expired`. */
  verify(token: string): Promise<Caller>;
}

export function createAccessTokens({ keys, clock }: { keys: SigningKeys; clock: Clock }): AccessTokens {
  const times = () => {
    const notBefore = Math.floor(clock() / 1000);
    return { notBefore, expiresOn: notBefore + tokenLifetime / 1000 };
  };

  const verified = createVerifiedTokens();

  async function sign(claims: JWTPayload, { notBefore, expiresOn }: ReturnType<typeof times>): Promise<string> {
    const { kid, key } = await keys.current();
    const uti = randomBytes(16).toString('base64url');
    return new SignJWT({ ...claims, iat: notBefore, nbf: notBefore, exp: expiresOn, uti })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid, x5t: kid })
      .sign(key);
  }

  /** What all access tokens tell of the client. */
  function clientClaims({
    application,
    credentialId,
    proof,
    audience,
  }: Omit<TokenRequest, 'roles' | 'tenantId'>): JWTPayload {
    return {
      aud: audience,
      appid: application.id,
      appidacr: proofClass[proof],
      app_displayname: application.displayName,
      ver: '1.0',
      ...(credentialId !== null && { gk_credential: credentialId }),
    };
  }

  return {
    async issue(request) {
      const { application, tenantId, roles, origin } = request;
      const life = times();
      const issuer = `${origin}/${tenantId}/`;
      const claims = {
        ...clientClaims(request),
        iss: issuer,
        idp: issuer,
        idtyp: 'app',
        oid: application.objectId,
        sub: application.objectId,
        tid: tenantId,
        ...(roles.length > 0 && { roles }),
      };
      return { token: await sign(claims, life), ...life };
    },

    async issueForUser(request) {
      const { user, scopes, origin } = request;
      const { family } = user;
      const life = times();
      const issuer = `${origin}/${family.tenantId}/`;
      const claims = {
        ...clientClaims(request),
        iss: issuer,
        idp: issuer,
        idtyp: 'user',
        amr: family.methods,
        name: user.displayName,
        oid: family.personId,
        sub: pairwiseSubject(family),
        tid: family.tenantId,
        upn: user.userName,
        unique_name: user.userName,
        gk_family: family.id,
        ...(scopes.length > 0 && { scp: scopes.join(' ') }),
      };
      return { token: await sign(claims, life), ...life };
    },

    async issueIdToken({ user: { family, userName, displayName }, origin, version, nonce }) {
      const isV1 = version === '1.0';
      const claims = {
        aud: family.applicationId,
        iss: isV1 ? `${origin}/${family.tenantId}/` : `${origin}/${family.tenantId}/v2.0`,
        amr: family.methods,
        auth_time: Math.floor(family.signedInAt / 1000),
        name: displayName,
        oid: family.personId,
        sub: pairwiseSubject(family),
        tid: family.tenantId,
        ver: version,
        ...(isV1 ? { upn: userName, unique_name: userName } : { preferred_username: userName }),
        ...(nonce !== null && { nonce }),
      };
      return sign(claims, times());
    },

    async verify(token) {
      const known = verified.find(token, Math.floor(clock() / 1000));
      if (known !== undefined) return known.caller;
      const key = await keys.find(readKid(token));
      if (key === null) throw new IdentityError('token-signature', 'the token was signed with an unknown key');
      let payload: JWTPayload;
      try {
        ({ payload } = await jwtVerify(token, key, {
          algorithms: ['RS256'],
          currentDate: new Date(clock()),
          requiredClaims: ['aud', 'exp', 'nbf', 'tid', 'sub'],
        }));
      } catch (error) {
        throw asTokenError(error);
      }
      const caller = toCaller(payload);
      const { nbf: notBefore = 0, exp: expiresOn = 0 } = payload;
      verified.keep(token, { caller, notBefore, expiresOn });
      return caller;
    },
  };
}

/** Another subject for every client (OpenID Connect Core 8.1), the same at each sign-in. */
function pairwiseSubject({ tenantId, applicationId, personId }: TokenFamily): string {
  return createHash('sha256').update([tenantId, applicationId, personId].join('/')).digest('base64url');
}

function readKid(token: string): string {
  try {
    const { kid } = decodeProtectedHeader(token);
    if (kid !== undefined) return kid;
  } catch {
    // Not a JWT at all: the same refusal.
  }
  throw new IdentityError('token-malformed', 'expected a signed JWT that names its key, found something else');
}

function asTokenError(error: unknown): IdentityError {
  const outOfTime =
    error instanceof errors.JWTExpired || (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf');
  if (outOfTime) return new IdentityError('token-expired', 'the token has expired or is not yet valid');
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new IdentityError('token-signature', 'the signature of the token could not be verified');
  }
  return new IdentityError('token-malformed', 'the token is not an access token of this server', { cause: error });
}

function toCaller(payload: JWTPayload): Caller {
  const text = (claim: string): string | null => {
    const value = payload[claim];
    return typeof value === 'string' ? value : null;
  };
  const tenantId = text('tid');
  const applicationId = text('appid') ?? text('azp');
  const audience = text('aud');
  if (tenantId === null || applicationId === null || audience === null) {
    throw new IdentityError('token-malformed', 'the token is not an access token of this server');
  }
  const roles = Array.isArray(payload.roles) ? payload.roles.filter((role) => typeof role === 'string') : [];
  const familyId = text('gk_family');
  const userId = text('idtyp') === 'app' ? null : text('oid');
  // An id token is signed with the same key and is no access token; a token for a user stems from a sign-in.
  if ((userId === null) !== (familyId === null)) {
    throw new IdentityError('token-malformed', 'the token is not an access token of this server');
  }
  return {
    tenantId,
    applicationId,
    credentialId: text('gk_credential'),
    userId,
    roles,
    scopes: text('scp')?.split(' ') ?? [],
    familyId,
    audience,
    tokenId: text('uti') ?? '',
  };
}
