// Issues and verifies access tokens: JWTs in the v1 form that the Defender and Graph resources use (wire contract 1.9).

import { randomBytes } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../clock.js';
import type { Application } from '../parties/index.js';
import type { ClientProof } from './authenticate-client.js';
import type { Caller } from './caller.js';
import { IdentityError } from './identity-error.js';
import type { SigningKeys } from './signing-keys.js';

/** Milliseconds that an access token lives. */
export const tokenLifetime = 3_600_000;

/** `appidacr`: the class of the client's proof. */
const proofClass: Readonly<Record<ClientProof, string>> = { operator: '0', secret: '1', certificate: '2' };

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

export interface IssuedToken {
  readonly token: string;
  /** Seconds since the Unix epoch. */
  readonly notBefore: number;
  readonly expiresOn: number;
}

export interface AccessTokens {
  issue(request: TokenRequest): Promise<IssuedToken>;
  /** @throws IdentityError `token-malformed`, `token-signature` or `token-expired`. */
  verify(token: string): Promise<Caller>;
}

export function createAccessTokens({ keys, clock }: { keys: SigningKeys; clock: Clock }): AccessTokens {
  return {
    async issue({ application, tenantId, credentialId, proof, audience, roles, origin }) {
      const { kid, key } = await keys.current();
      const notBefore = Math.floor(clock() / 1000);
      const expiresOn = notBefore + tokenLifetime / 1000;
      const issuer = `${origin}/${tenantId}/`;
      const token = await new SignJWT({
        aud: audience,
        iss: issuer,
        iat: notBefore,
        nbf: notBefore,
        exp: expiresOn,
        appid: application.id,
        appidacr: proofClass[proof],
        app_displayname: application.displayName,
        idp: issuer,
        idtyp: 'app',
        oid: application.objectId,
        sub: application.objectId,
        tid: tenantId,
        uti: randomBytes(16).toString('base64url'),
        ver: '1.0',
        ...(roles.length > 0 && { roles }),
        ...(credentialId !== null && { gk_credential: credentialId }),
      })
        .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid, x5t: kid })
        .sign(key);
      return { token, notBefore, expiresOn };
    },

    async verify(token) {
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
      return toCaller(payload);
    },
  };
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
  const userId = text('idtyp') === 'app' ? null : text('oid');
  return {
    tenantId,
    applicationId,
    credentialId: text('gk_credential'),
    userId,
    roles,
    audience,
    tokenId: text('uti') ?? '',
  };
}
