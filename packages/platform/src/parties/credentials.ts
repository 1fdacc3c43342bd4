// What applications prove themselves with: secrets that are shown once, certificates, and their rotation (REG-4).

import { randomUUID } from 'node:crypto';
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { createClientSecret, hashClientSecret, secretHint } from '../identity/client-secret.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, Records, RecordsSchema } from '../records/index.js';
import { isGuid } from './guid.js';
import { lockLivingParty } from './lock-party.js';
import type { PartySettings } from './party-settings.js';
import { readCertificate } from './read-certificate.js';
import { fieldRefusal, readFields } from './read-fields.js';

/** A credential without anything secret. Times in milliseconds since the Unix epoch. */
export interface Credential {
  readonly id: string;
  readonly applicationId: string;
  readonly kind: 'secret' | 'certificate';
  readonly displayName: string;
  /** First characters of a secret, or the SHA-256 thumbprint of a certificate. */
  readonly hint: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When it was withdrawn; null while it counts. */
  readonly revokedAt: number | null;
}

/** A new secret; the text is nowhere else. */
export interface ShownSecret {
  readonly credential: Credential;
  readonly secret: string;
}

export interface NewSecret {
  readonly applicationId: string;
  readonly displayName: string;
  /** Milliseconds; the setting's unless told. */
  readonly lifetime?: number;
}

export interface Rotation extends NewSecret {
  /** Milliseconds that the previous secret still counts; the setting's unless told, 0 revokes it at once. */
  readonly overlap?: number;
}

/** All that change throw IdentityError `application-unknown`, and `state-invalid` for terminated and public applications. */
export interface Credentials {
  /** Adds a secret. @throws IdentityError `registration-invalid` when two are live already or the life is too long. */
  addSecret(secret: NewSecret, by: Attribution): Promise<ShownSecret>;
  /**
   * Replaces the secrets without downtime: of two live ones the older is revoked at once, the newer after the overlap.
   * @throws IdentityError `registration-invalid` for a life or overlap out of bounds.
   */
  rotate(rotation: Rotation, by: Attribution): Promise<ShownSecret>;
  /**
   * Adds the public half of a certificate (PEM), RSA of at least 2048 bits; it expires as the certificate does. Several may be live.
   * @throws IdentityError `registration-invalid` for anything else, or when it is registered already.
   */
  addCertificate(
    certificate: { readonly applicationId: string; readonly displayName: string; readonly certificate: string },
    by: Attribution,
  ): Promise<Credential>;
  /** Withdraws a credential for good; it stays on record. @throws IdentityError `credential-unknown`, `state-invalid`. */
  revoke(credentialId: string, by: Attribution): Promise<void>;
  /** Oldest first, the withdrawn and expired too. */
  list(applicationId: string): Promise<readonly Credential[]>;
  /** Whether a credential is known, not withdrawn and not expired at a time. */
  lives(credentialId: string, at: number): Promise<boolean>;
  /** Live credentials that expire within a time from now in milliseconds, the soonest first: for notices. */
  expiringWithin(milliseconds: number): Promise<readonly Credential[]>;
}

export interface CredentialsOptions {
  readonly records: Records;
  readonly clock: Clock;
  /** The clock by which clients' certificates are judged. */
  readonly clientClock: Clock;
  readonly settings: PartySettings;
}

type Transaction = Kysely<RecordsSchema>;

export function createCredentials({ records, clock, clientClock, settings }: CredentialsOptions): Credentials {
  const { db } = records;

  /** Adds a secret once `makeRoom` has dealt with those that are live, oldest first. */
  async function add(
    { applicationId, displayName: name, lifetime = settings.secretLifetime }: NewSecret,
    by: Attribution,
    kind: string,
    makeRoom: (t: Transaction, live: readonly LiveSecret[]) => Promise<unknown>,
  ): Promise<ShownSecret> {
    const fields = readFields('secret', { displayName: name });
    const displayName = fields.text('displayName');
    refuseOutside(fields, 'lifetime', lifetime, 1, settings.longestSecretLifetime);
    fields.end();
    const secret = createClientSecret();
    const [id, now, hint, hash] = [randomUUID(), clock(), secretHint(secret), await hashClientSecret(secret)];
    const expiresAt = now + lifetime;
    const change = { by, kind, subject: applicationId, detail: { credentialId: id, hint, expiresAt } };
    const credential = await records.change(change, async (t) => {
      await lockConfidentialClient(t, applicationId);
      const live = await t
        .selectFrom('credential')
        .select(['id', 'expires_at'])
        .where('application_id', '=', applicationId)
        .where('kind', '=', 'secret')
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .orderBy('created_at')
        // Of two made in one moment, the one that was to end sooner was rotated out.
        .orderBy('expires_at')
        .execute();
      await makeRoom(t, live);
      return insert(t, {
        ...{ id, application_id: applicationId, kind: 'secret', display_name: displayName },
        ...{ secret_hash: hash, secret_hint: hint, created_at: now, expires_at: expiresAt },
      });
    });
    return { credential, secret };
  }

  return {
    addSecret: (options, by) =>
      add(options, by, 'credential.created', async (_, live) => {
        if (live.length < 2) return;
        throw new IdentityError(
          'registration-invalid',
          `application ${options.applicationId}: expected at most two live secrets, found ${live.length}; revoke one first or rotate`,
        );
      }),

    async rotate({ overlap = settings.rotationOverlap, ...options }, by) {
      const fields = readFields('rotation', {});
      refuseOutside(fields, 'overlap', overlap, 0, settings.longestSecretLifetime);
      fields.end();
      return add(options, by, 'credential.rotated', async (t, live) => {
        const now = clock();
        for (const [index, { id, expires_at }] of live.entries()) {
          const isNewest = index === live.length - 1;
          const set =
            isNewest && overlap > 0 ? { expires_at: Math.min(expires_at, now + overlap) } : { revoked_at: now };
          await t.updateTable('credential').set(set).where('id', '=', id).execute();
        }
      });
    },

    async addCertificate({ applicationId, displayName: name, certificate: pem }, by) {
      const fields = readFields('certificate', { displayName: name });
      const displayName = fields.text('displayName');
      fields.end();
      const { publicKey, x5t, x5tS256, expiresAt } = readCertificate(pem, clientClock());
      const id = randomUUID();
      const detail = { credentialId: id, x5tS256, expiresAt };
      return records.change({ by, kind: 'credential.created', subject: applicationId, detail }, async (t) => {
        await lockConfidentialClient(t, applicationId);
        const same = await t
          .selectFrom('credential')
          .select('id')
          .where('application_id', '=', applicationId)
          .where('x5t_s256', '=', x5tS256)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        if (same !== undefined) {
          throw fieldRefusal('certificate', [
            {
              field: 'certificate',
              expected: 'one that is not registered yet',
              found: `that of credential ${same.id}`,
            },
          ]);
        }
        return insert(t, {
          ...{ id, application_id: applicationId, kind: 'certificate', display_name: displayName },
          ...{ x5t, x5t_s256: x5tS256, public_key: publicKey, created_at: clock(), expires_at: expiresAt },
        });
      });
    },

    async revoke(credentialId, by) {
      const found = isGuid(credentialId)
        ? await db.selectFrom('credential').selectAll().where('id', '=', credentialId).executeTakeFirst()
        : undefined;
      if (found === undefined) {
        throw new IdentityError('credential-unknown', `credential '${credentialId}' was not found`);
      }
      const change = { by, kind: 'credential.revoked', subject: found.application_id, detail: { credentialId } };
      await records.change(change, async (t) => {
        const { numUpdatedRows } = await t
          .updateTable('credential')
          .set({ revoked_at: clock() })
          .where('id', '=', credentialId)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) {
          throw new IdentityError(
            'state-invalid',
            `credential ${credentialId}: expected it to count, found it revoked`,
          );
        }
      });
    },

    async list(applicationId) {
      if (!isGuid(applicationId)) return [];
      const query = db.selectFrom('credential').selectAll().where('application_id', '=', applicationId);
      return (await query.orderBy('created_at').orderBy('id').execute()).map(toCredential);
    },

    async lives(credentialId, at) {
      if (!isGuid(credentialId)) return false;
      const row = await db
        .selectFrom('credential')
        .select('id')
        .where('id', '=', credentialId)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return row !== undefined;
    },

    async expiringWithin(milliseconds) {
      const now = clock();
      const rows = await db
        .selectFrom('credential')
        .selectAll()
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now)
        .where('expires_at', '<=', now + milliseconds)
        .orderBy('expires_at')
        .execute();
      return rows.map(toCredential);
    },
  };
}

interface LiveSecret {
  readonly id: string;
  readonly expires_at: number;
}

async function lockConfidentialClient(t: Transaction, applicationId: string): Promise<void> {
  await lockLivingParty(t, 'application', applicationId);
  const { is_public } = await t
    .selectFrom('application')
    .select('is_public')
    .where('id', '=', applicationId)
    .executeTakeFirstOrThrow();
  if (is_public) {
    throw new IdentityError(
      'state-invalid',
      `application ${applicationId}: expected a confidential client, found a public one, which keeps no secret`,
    );
  }
}

async function insert(
  t: Transaction,
  values: Partial<Insertable<RecordsSchema['credential']>> &
    Pick<
      Insertable<RecordsSchema['credential']>,
      'id' | 'application_id' | 'kind' | 'display_name' | 'created_at' | 'expires_at'
    >,
): Promise<Credential> {
  const row = await t
    .insertInto('credential')
    .values({
      ...{ secret_hash: null, secret_hint: null, x5t: null, x5t_s256: null, public_key: null, revoked_at: null },
      ...values,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toCredential(row);
}

function refuseOutside(
  fields: ReturnType<typeof readFields>,
  field: string,
  value: number,
  least: number,
  most: number,
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  fields.fault({ field, expected: `${least} to ${most} milliseconds`, found: String(value) });
}

function toCredential(row: Selectable<RecordsSchema['credential']>): Credential {
  return {
    ...{ id: row.id, applicationId: row.application_id, kind: row.kind, displayName: row.display_name },
    hint: row.secret_hint ?? row.x5t_s256 ?? '',
    ...{ createdAt: row.created_at, expiresAt: row.expires_at, revokedAt: row.revoked_at },
  };
}
