// Authorization codes (RFC 6749 4.1, RFC 7636): ten minutes, once; a second use ends what the first one gave.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Records } from '../records/open-records.js';
import { createRandomToken, hashToken } from './random-token.js';
import { GrantError } from './sign-in-error.js';
import type { NewFamily, TokenFamilies, TokenFamily } from './token-families.js';

/** Milliseconds that a code can be redeemed. */
export const codeLifetime = 10 * 60_000;

export interface CodeRequest {
  readonly family: NewFamily;
  readonly redirectUri: string;
  /** As asked, space separated. */
  readonly scope: string;
  readonly nonce: string | null;
  /** S256 challenge; null only for clients that prove themselves by a credential. */
  readonly challenge: string | null;
}

export interface CodeRedemption {
  readonly code: string;
  readonly applicationId: string;
  readonly redirectUri: string;
  readonly verifier: string | null;
}

export interface RedeemedCode {
  readonly family: TokenFamily;
  readonly scope: string;
  readonly nonce: string | null;
}

export interface AuthorizationCodes {
  issue(request: CodeRequest): Promise<string>;
  /** @throws GrantError with one of the `code-`, `redirect-`, `verifier-` or `family-` codes. */
  redeem(redemption: CodeRedemption): Promise<RedeemedCode>;
}

export interface AuthorizationCodesOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly families: TokenFamilies;
}

export function createAuthorizationCodes({ records, clock, families }: AuthorizationCodesOptions): AuthorizationCodes {
  return {
    async issue({ family, redirectUri, scope, nonce, challenge }) {
      const code = createRandomToken();
      const now = clock();
      const { applicationId, tenantId, personId } = family;
      const by = { actor: `person:${personId}`, reason: 'signed in to the application' };
      const detail = { personId, tenantId, scope };
      await records.change({ by, kind: 'authorization-code.issued', subject: applicationId, detail }, async (t) => {
        const { id } = await families.add(t, family);
        await t
          .insertInto('authorization_code')
          .values({
            ...{ code_hash: hashToken(code), family_id: id, redirect_uri: redirectUri, scope, nonce },
            ...{ code_challenge: challenge, expires_at: now + codeLifetime, redeemed_at: null },
          })
          .execute();
      });
      return code;
    },

    async redeem({ code, applicationId, redirectUri, verifier }) {
      const row = await records.db
        .selectFrom('authorization_code')
        .innerJoin('token_family', 'token_family.id', 'authorization_code.family_id')
        .selectAll('authorization_code')
        .select('token_family.application_id')
        .where('code_hash', '=', hashToken(code))
        .executeTakeFirst();
      if (row === undefined || row.application_id !== applicationId) {
        throw new GrantError('code-unknown', 'the authorization code is not one that this application was given');
      }
      if (row.redeemed_at !== null) return refuseSecondUse(row.family_id, applicationId);
      if (row.expires_at <= clock()) {
        throw new GrantError('code-expired', 'the authorization code has expired; sign in again');
      }
      if (row.redirect_uri !== redirectUri) {
        throw new GrantError(
          'redirect-different',
          'redirect_uri is not the one that the authorization code was sent to',
        );
      }
      checkVerifier(row.code_challenge, verifier);
      const taken = await records.db
        .updateTable('authorization_code')
        .set({ redeemed_at: clock() })
        .where('code_hash', '=', row.code_hash)
        .where('redeemed_at', 'is', null)
        .returning('family_id')
        .execute();
      if (taken.length === 0) return refuseSecondUse(row.family_id, applicationId);
      const family = await families.find(row.family_id);
      if (family === null)
        throw new GrantError('family-revoked', 'the sign-in behind the authorization code was ended');
      return { family, scope: row.scope, nonce: row.nonce };
    },
  };

  /** RFC 6749 4.1.2: whoever holds the tokens of the first use may be the thief. */
  async function refuseSecondUse(id: string, applicationId: string): Promise<never> {
    await families.revoke({ id, applicationId }, 'its authorization code was used twice');
    throw new GrantError('code-redeemed', 'the authorization code was redeemed before; its tokens were revoked');
  }
}

/** RFC 7636 4.6. A verifier without a challenge is refused too: somebody took the challenge out of the request. */
function checkVerifier(challenge: string | null, verifier: string | null): void {
  if (challenge === null && verifier === null) return;
  const expected = Buffer.from(challenge ?? '');
  const actual = Buffer.from(
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url'),
  );
  if (expected.length === actual.length && timingSafeEqual(expected, actual)) return;
  throw new GrantError(
    'verifier-wrong',
    'code_verifier does not match the code_challenge of the authorization request',
  );
}
