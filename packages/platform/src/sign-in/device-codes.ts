// Device codes (RFC 8628): a program without a browser shows eight letters, a person types them elsewhere and decides.

import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Records } from '../records/open-records.js';
import { createRandomToken, hashToken } from './random-token.js';
import { GrantError } from './sign-in-error.js';
import type { NewFamily, TokenFamilies, TokenFamily } from './token-families.js';

/** Milliseconds that a person has for it. */
export const deviceCodeLifetime = 15 * 60_000;

/** RFC 8628 6.1: no vowels, so that no word comes out, and nothing that looks like something else. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

export interface DeviceRequest {
  readonly applicationId: string;
  /** Null for the tenant of whoever approves. */
  readonly tenantId: string | null;
  /** As asked, space separated. */
  readonly scope: string;
}

export interface DeviceCodes {
  /** Two codes: a secret one for the program, eight letters (`BCDF-GHJK`) for the person. */
  issue(request: DeviceRequest): Promise<{ readonly deviceCode: string; readonly userCode: string }>;
  /** The request that waits under what a person typed, whatever its case and hyphens; null for none. */
  findPending(userCode: string): Promise<DeviceRequest | null>;
  /** @throws GrantError `device-unknown` when it waits no more. */
  approve(userCode: string, family: NewFamily): Promise<void>;
  decline(userCode: string): Promise<void>;
  /** @throws GrantError with one of the `device-` codes or `family-revoked`. */
  redeem(deviceCode: string, applicationId: string): Promise<{ readonly family: TokenFamily; readonly scope: string }>;
}

export interface DeviceCodesOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly families: TokenFamilies;
}

export function createDeviceCodes({ records, clock, families }: DeviceCodesOptions): DeviceCodes {
  const { db } = records;
  return {
    async issue({ applicationId, tenantId, scope }) {
      const deviceCode = createRandomToken();
      const now = clock();
      // Kept for another while, so that a late poll is told that the code expired.
      await db
        .deleteFrom('device_code')
        .where('expires_at', '<=', now - deviceCodeLifetime)
        .execute();
      for (;;) {
        const userCode = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
        const added = await db
          .insertInto('device_code')
          .values({
            ...{ device_code_hash: hashToken(deviceCode), user_code: userCode, state: 'pending', family_id: null },
            ...{ application_id: applicationId, tenant_id: tenantId, scope, expires_at: now + deviceCodeLifetime },
          })
          .onConflict((conflict) => conflict.column('user_code').doNothing())
          .returning('user_code')
          .execute();
        if (added.length === 1) return { deviceCode, userCode: `${userCode.slice(0, 4)}-${userCode.slice(4)}` };
      }
    },

    async findPending(userCode) {
      const row = await db
        .selectFrom('device_code')
        .selectAll()
        .where('user_code', '=', plain(userCode))
        .where('state', '=', 'pending')
        .where('expires_at', '>', clock())
        .executeTakeFirst();
      return row === undefined
        ? null
        : { applicationId: row.application_id, tenantId: row.tenant_id, scope: row.scope };
    },

    async approve(userCode, family) {
      const by = { actor: `person:${family.personId}`, reason: 'approved on the device page' };
      const change = { by, kind: 'device-code.approved', subject: family.applicationId };
      const detail = { personId: family.personId, tenantId: family.tenantId };
      await records.change({ ...change, detail }, async (t) => {
        const { id } = await families.add(t, family);
        const updated = await t
          .updateTable('device_code')
          .set({ state: 'approved', family_id: id })
          .where('user_code', '=', plain(userCode))
          .where('application_id', '=', family.applicationId)
          .where('state', '=', 'pending')
          .where('expires_at', '>', clock())
          .returning('user_code')
          .execute();
        if (updated.length === 0) throw new GrantError('device-unknown', 'the code was used before or has expired');
      });
    },

    async decline(userCode) {
      await db
        .updateTable('device_code')
        .set({ state: 'declined' })
        .where('user_code', '=', plain(userCode))
        .where('state', '=', 'pending')
        .execute();
    },

    async redeem(deviceCode, applicationId) {
      const hash = hashToken(deviceCode);
      const row = await db
        .selectFrom('device_code')
        .selectAll()
        .where('device_code_hash', '=', hash)
        .executeTakeFirst();
      if (row === undefined || row.application_id !== applicationId || row.state === 'redeemed') {
        throw new GrantError('device-unknown', 'the device code is not one that waits for this application');
      }
      if (row.state === 'declined') throw new GrantError('device-declined', 'the person declined the sign-in');
      if (row.expires_at <= clock()) throw new GrantError('device-expired', 'the device code has expired; begin again');
      if (row.family_id === null) throw new GrantError('device-pending', 'the person has not decided yet; ask again');
      const taken = await db
        .updateTable('device_code')
        .set({ state: 'redeemed' })
        .where('device_code_hash', '=', hash)
        .where('state', '=', 'approved')
        .returning('user_code')
        .execute();
      const family = taken.length === 0 ? null : await families.find(row.family_id);
      if (family === null) throw new GrantError('family-revoked', 'the sign-in behind the device code was ended');
      return { family, scope: row.scope };
    },
  };
}

function plain(userCode: string): string {
  return userCode.toUpperCase().replace(/[^A-Z]/g, '');
}
