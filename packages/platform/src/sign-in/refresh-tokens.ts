// Refresh tokens: each use replaces the token; using one twice ends its family, since one of the two users stole it (RFC 9700 4.14).

import type { Clock } from '../clock.js';
import type { Records } from '../records/open-records.js';
import { createRandomToken, hashToken } from './random-token.js';
import { GrantError } from './sign-in-error.js';
import type { TokenFamilies, TokenFamily } from './token-families.js';

/** Milliseconds that a refresh token can be used. */
export const refreshLifetime = 14 * 86_400_000;

export interface FoundRefreshToken {
  readonly family: TokenFamily;
  /** As first asked, space separated. */
  readonly scope: string;
}

export interface RefreshTokens {
  issue(family: TokenFamily, scope: string): Promise<string>;
  /**
   * What a token stands for, without using it.
   * @throws GrantError `refresh-unknown`, `refresh-expired`, `refresh-reused` or `family-revoked`.
   */
  find(token: string, applicationId: string): Promise<FoundRefreshToken>;
  /** Takes a token that was found out of use and issues the next. @throws GrantError `refresh-reused`. */
  replace(token: string, found: FoundRefreshToken): Promise<string>;
}

export interface RefreshTokensOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly families: TokenFamilies;
}

export function createRefreshTokens({ records, clock, families }: RefreshTokensOptions): RefreshTokens {
  const { db } = records;

  async function issue({ id }: TokenFamily, scope: string): Promise<string> {
    const token = createRandomToken();
    const now = clock();
    await db
      .deleteFrom('refresh_token')
      .where('expires_at', '<=', now - refreshLifetime)
      .execute();
    await db
      .insertInto('refresh_token')
      .values({
        ...{ token_hash: hashToken(token), family_id: id, scope },
        ...{ created_at: now, expires_at: now + refreshLifetime, used_at: null },
      })
      .execute();
    return token;
  }

  async function refuseSecondUse(family: TokenFamily): Promise<never> {
    await families.revoke(family, 'one of its refresh tokens was used twice');
    throw new GrantError('refresh-reused', 'the refresh token was used before; its tokens were revoked');
  }

  return {
    issue,

    async find(token, applicationId) {
      const row = await db
        .selectFrom('refresh_token')
        .innerJoin('token_family', 'token_family.id', 'refresh_token.family_id')
        .selectAll('refresh_token')
        .select('token_family.application_id')
        .where('token_hash', '=', hashToken(token))
        .executeTakeFirst();
      if (row === undefined || row.application_id !== applicationId) {
        throw new GrantError('refresh-unknown', 'the refresh token is not one that this application was given');
      }
      const family = await families.find(row.family_id);
      if (family === null) throw new GrantError('family-revoked', 'the sign-in behind the refresh token was ended');
      if (row.used_at !== null) return refuseSecondUse(family);
      if (row.expires_at <= clock()) throw new GrantError('refresh-expired', 'the refresh token has expired');
      return { family, scope: row.scope };
    },

    async replace(token, { family, scope }) {
      // One statement, so that of two uses at once only one goes on.
      const taken = await db
        .updateTable('refresh_token')
        .set({ used_at: clock() })
        .where('token_hash', '=', hashToken(token))
        .where('used_at', 'is', null)
        .returning('family_id')
        .execute();
      return taken.length === 1 ? issue(family, scope) : refuseSecondUse(family);
    },
  };
}
