// Verifies the signed assertion with which a client proves that it holds the key of a registered certificate (wire contract 1.3).

import { decodeJwt, decodeProtectedHeader, errors, importSPKI, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../clock.js';
import type { Records } from '../records/open-records.js';
import { IdentityError } from './identity-error.js';

const minute = 60_000;
const tolerance = 5 * minute;
/** Clients make assertions for 5-10 minutes; one that outlives an hour was not made for this call. */
const longestLife = 60 * minute;
const algorithms = ['RS256', 'PS256'];

export interface AssertionOptions {
  readonly assertion: string;
  /** The client id that the assertion must speak for. */
  readonly clientId: string;
  /** Accepted `aud` values, our own endpoints. */
  readonly audiences: readonly string[];
}

export interface AssertionVerifierOptions {
  readonly records: Records;
  readonly clock: Clock;
  /**
   * Accept each assertion once only. Off unless asked for: MSAL sends one assertion again for ten minutes, so a strict
   * replay guard would refuse unmodified clients.
   */
  readonly singleUse?: boolean;
}

/** Reads the client id that an assertion claims to speak for, without trusting it yet. */
export function assertionClientId(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}

/** Verifies assertions; the result is the id of the credential that signed. */
export function createAssertionVerifier({ records, clock, singleUse = false }: AssertionVerifierOptions) {
  async function findCertificate(clientId: string, assertion: string) {
    const header = readHeader(assertion);
    const thumbprint = (value: unknown) => (typeof value === 'string' ? value.replace(/=+$/, '') : null);
    const x5t = thumbprint(header.x5t);
    const x5tS256 = thumbprint(header['x5t#S256']);
    if (x5t === null && x5tS256 === null) throw malformed('expected x5t or x5t#S256 in the header, found neither');
    const certificate = await records.db
      .selectFrom('credential')
      .selectAll()
      .where('application_id', '=', clientId)
      .where('kind', '=', 'certificate')
      .where(x5tS256 === null ? 'x5t' : 'x5t_s256', '=', x5tS256 ?? x5t)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (certificate?.public_key == null) {
      throw new IdentityError(
        'assertion-signature',
        `no certificate with thumbprint ${x5tS256 ?? x5t} is registered for application ${clientId}`,
      );
    }
    if (certificate.expires_at <= clock()) {
      throw new IdentityError('certificate-expired', `the certificate of credential ${certificate.id} has expired`);
    }
    return { id: certificate.id, publicKey: certificate.public_key };
  }

  async function refuseReplay(clientId: string, payload: JWTPayload): Promise<void> {
    if (payload.jti === undefined) throw malformed('expected a jti claim, found none');
    await records.db.deleteFrom('used_assertion').where('expires_at', '<=', clock()).execute();
    const inserted = await records.db
      .insertInto('used_assertion')
      .values({ application_id: clientId, jti: payload.jti, expires_at: (payload.exp ?? 0) * 1000 + tolerance })
      .onConflict((conflict) => conflict.doNothing())
      .returning('jti')
      .execute();
    if (inserted.length === 0) throw new IdentityError('assertion-replayed', 'the client assertion was used before');
  }

  return async ({ assertion, clientId, audiences }: AssertionOptions): Promise<string> => {
    const certificate = await findCertificate(clientId, assertion);
    const payload = await verifySignature(assertion, certificate.publicKey, clock());
    if (payload.iss !== payload.sub) {
      throw new IdentityError('assertion-subject', 'the subject of the client assertion is not its issuer');
    }
    if (payload.sub?.toLowerCase() !== clientId.toLowerCase()) {
      throw new IdentityError(
        'assertion-client',
        `the client assertion speaks for another application than ${clientId}`,
      );
    }
    const named = typeof payload.aud === 'string' ? [payload.aud] : (payload.aud ?? []);
    if (!named.some((audience) => audiences.includes(audience.toLowerCase()))) {
      throw new IdentityError(
        'assertion-audience',
        `the audience of the client assertion: expected ${audiences[0]}, found ${named.join(', ') || 'none'}`,
      );
    }
    if (payload.exp === undefined || payload.exp * 1000 > clock() + longestLife) {
      throw new IdentityError('assertion-lifetime', 'the client assertion must expire within 60 minutes');
    }
    if (singleUse) await refuseReplay(clientId, payload);
    return certificate.id;
  };
}

function readHeader(assertion: string) {
  try {
    const header = decodeProtectedHeader(assertion);
    if (!algorithms.includes(header.alg ?? '')) {
      throw malformed(`expected alg RS256 or PS256, found ${header.alg ?? 'none'}`);
    }
    return header;
  } catch (error) {
    if (error instanceof IdentityError) throw error;
    throw malformed('expected a signed JWT, found something else', error);
  }
}

async function verifySignature(assertion: string, publicKey: string, now: number): Promise<JWTPayload> {
  const { alg = 'RS256' } = decodeProtectedHeader(assertion);
  try {
    const key = await importSPKI(publicKey, alg);
    const { payload } = await jwtVerify(assertion, key, {
      algorithms,
      currentDate: new Date(now),
      clockTolerance: tolerance / 1000,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
      throw new IdentityError('assertion-lifetime', 'the client assertion is not within its valid time range');
    }
    throw new IdentityError('assertion-signature', 'the signature of the client assertion could not be verified', {
      cause: error,
    });
  }
}

function malformed(detail: string, cause?: unknown): IdentityError {
  return new IdentityError('assertion-malformed', `client assertion: ${detail}`, { cause });
}
