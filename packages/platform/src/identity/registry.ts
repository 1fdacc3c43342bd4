// Registers tenants, people, applications, their credentials and grants; every change leaves an event.

import { randomUUID, X509Certificate } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import type { Attribution } from '../records/event-log.js';
import type { Records } from '../records/open-records.js';
import type { RecordsSchema } from '../records/schema/index.js';
import { certificateThumbprints } from './certificate-thumbprints.js';
import { createClientSecret, hashClientSecret, secretHint } from './client-secret.js';
import { IdentityError } from './identity-error.js';
import { type ResourceId, resources } from './permission-catalogue.js';

const day = 86_400_000;

export interface Tenant {
  readonly id: string;
  readonly displayName: string;
  readonly domain: string;
}

export interface Administrator {
  readonly id: string;
  readonly tenantId: string;
  readonly userName: string;
  readonly displayName: string;
}

export interface Application {
  /** The client id. */
  readonly id: string;
  readonly tenantId: string;
  /** Identity of the application inside its tenant (`oid` in tokens). */
  readonly objectId: string;
  readonly displayName: string;
}

/** A credential without anything secret. */
export interface Credential {
  readonly id: string;
  readonly kind: 'secret' | 'certificate';
  readonly displayName: string;
  /** First characters of a secret, or the SHA-256 thumbprint of a certificate. */
  readonly hint: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

export interface Registry {
  createTenant(options: { displayName: string; domain: string }, by: Attribution): Promise<Tenant>;
  createAdministrator(
    options: { tenantId: string; userName: string; displayName: string },
    by: Attribution,
  ): Promise<Administrator>;
  createApplication(options: { tenantId: string; displayName: string }, by: Attribution): Promise<Application>;
  /**
   * Adds a client secret; the secret itself is returned this once and stored nowhere. It lives 180 days unless told.
   * @throws IdentityError `registration-invalid` when two secrets are live already.
   */
  addSecret(
    options: { applicationId: string; displayName: string; lifetime?: number },
    by: Attribution,
  ): Promise<{ readonly credential: Credential; readonly secret: string }>;
  /**
   * Adds the public half of a certificate (PEM); RSA of at least 2048 bits.
   * @throws IdentityError `registration-invalid` for anything else.
   */
  addCertificate(
    options: { applicationId: string; displayName: string; certificate: string },
    by: Attribution,
  ): Promise<Credential>;
  removeCredential(credentialId: string, by: Attribution): Promise<void>;
  /** @throws IdentityError `registration-invalid` when the resource has no such role. */
  grant(options: { applicationId: string; resource: ResourceId; role: string }, by: Attribution): Promise<void>;
  revoke(options: { applicationId: string; resource: ResourceId; role: string }, by: Attribution): Promise<void>;
  /** Finds by id or domain, whatever the case. */
  findTenant(idOrDomain: string): Promise<Tenant | null>;
  findApplication(clientId: string): Promise<Application | null>;
  listTenants(): Promise<readonly Tenant[]>;
  /** Oldest first. */
  listApplications(tenantId: string): Promise<readonly Application[]>;
  listCredentials(applicationId: string): Promise<readonly Credential[]>;
  /** Roles granted on any of the resources, sorted. */
  listRoles(applicationId: string, resources: readonly ResourceId[]): Promise<readonly string[]>;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether a text is a GUID in its usual form. */
export function isGuid(text: string): boolean {
  return uuid.test(text);
}

export function createRegistry({ records, clock }: { records: Records; clock: Clock }): Registry {
  const { db } = records;

  /** Runs a change and its event in one transaction. */
  async function change(
    by: Attribution,
    kind: string,
    subject: string,
    detail: Record<string, unknown>,
    apply: (transaction: Kysely<RecordsSchema>) => Promise<unknown>,
  ): Promise<void> {
    await records.change({ by, kind, subject, detail }, apply);
  }

  return {
    async createTenant({ displayName, domain }, by) {
      const tenant = { id: randomUUID(), displayName, domain: domain.toLowerCase() };
      await change(by, 'tenant.created', tenant.id, { displayName, domain: tenant.domain }, (t) =>
        t
          .insertInto('tenant')
          .values({ id: tenant.id, display_name: displayName, domain: tenant.domain, created_at: clock() })
          .execute(),
      );
      return tenant;
    },

    async createAdministrator({ tenantId, userName, displayName }, by) {
      const id = randomUUID();
      await change(by, 'administrator.created', id, { tenantId, userName }, (t) =>
        t
          .insertInto('person')
          .values({
            ...{ id, tenant_id: tenantId, user_name: userName, display_name: displayName, created_at: clock() },
            role: 'administrator',
          })
          .execute(),
      );
      return { id, tenantId, userName, displayName };
    },

    async createApplication({ tenantId, displayName }, by) {
      const application = { id: randomUUID(), tenantId, objectId: randomUUID(), displayName };
      await change(by, 'application.created', application.id, { tenantId, displayName }, async (t) => {
        await t
          .insertInto('owner')
          .values({ id: tenantId, display_name: displayName, email: 'owner@example', created_at: clock() })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await t
          .insertInto('application')
          .values({
            id: application.id,
            tenant_id: tenantId,
            object_id: application.objectId,
            display_name: displayName,
            owner_id: tenantId,
            ...{ home_page: '', purpose: '', data_categories: '[]', privacy_statement_url: '', security_contact: '' },
            ...{ redirect_uris: '[]', is_public: false, previews: false, attested_at: clock() },
            created_at: clock(),
          })
          .execute();
      });
      return application;
    },

    async addSecret({ applicationId, displayName, lifetime = 180 * day }, by) {
      const now = clock();
      const secret = createClientSecret();
      const credential = {
        id: randomUUID(),
        kind: 'secret' as const,
        displayName,
        hint: secretHint(secret),
        expiresAt: now + lifetime,
      };
      const secretHash = await hashClientSecret(secret);
      const detail = { credentialId: credential.id, hint: credential.hint, expiresAt: credential.expiresAt };
      await change(by, 'credential.created', applicationId, detail, async (t) => {
        const live = await t
          .selectFrom('credential')
          .select('id')
          .where('application_id', '=', applicationId)
          .where('kind', '=', 'secret')
          .where('expires_at', '>', now)
          .execute();
        if (live.length >= 2) {
          throw new IdentityError(
            'registration-invalid',
            `application ${applicationId}: expected at most two live secrets, found ${live.length}; remove one first`,
          );
        }
        await t
          .insertInto('credential')
          .values({
            ...{ id: credential.id, application_id: applicationId, kind: 'secret', display_name: displayName },
            ...{ secret_hash: secretHash, secret_hint: credential.hint },
            ...{ x5t: null, x5t_s256: null, public_key: null },
            ...{ created_at: now, expires_at: credential.expiresAt },
          })
          .execute();
      });
      return { credential, secret };
    },

    async addCertificate({ applicationId, displayName, certificate }, by) {
      const parsed = parseCertificate(certificate);
      const id = randomUUID();
      const expiresAt = Date.parse(parsed.validTo);
      const { x5t, x5tS256 } = certificateThumbprints(parsed.raw);
      await change(by, 'credential.created', applicationId, { credentialId: id, x5tS256, expiresAt }, (t) =>
        t
          .insertInto('credential')
          .values({
            ...{ id, application_id: applicationId, kind: 'certificate', display_name: displayName },
            ...{ secret_hash: null, secret_hint: null, x5t, x5t_s256: x5tS256 },
            public_key: parsed.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
            ...{ created_at: clock(), expires_at: expiresAt },
          })
          .execute(),
      );
      return { id, kind: 'certificate', displayName, hint: x5tS256, expiresAt };
    },

    async removeCredential(credentialId, by) {
      await change(by, 'credential.removed', credentialId, {}, (t) =>
        t.deleteFrom('credential').where('id', '=', credentialId).execute(),
      );
    },

    async grant({ applicationId, resource, role }, by) {
      if (!resources[resource].roles.includes(role)) {
        throw new IdentityError(
          'registration-invalid',
          `resource ${resource}: expected one of ${resources[resource].roles.join(', ')}, found ${role}`,
        );
      }
      await change(by, 'permission.granted', applicationId, { resource, role }, (t) =>
        t
          .insertInto('permission_grant')
          .values({ application_id: applicationId, resource, role, granted_at: clock() })
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
    },

    async revoke({ applicationId, resource, role }, by) {
      await change(by, 'permission.revoked', applicationId, { resource, role }, (t) =>
        t
          .deleteFrom('permission_grant')
          .where('application_id', '=', applicationId)
          .where('resource', '=', resource)
          .where('role', '=', role)
          .execute(),
      );
    },

    async findTenant(idOrDomain) {
      const row = await db
        .selectFrom('tenant')
        .selectAll()
        .where(isGuid(idOrDomain) ? 'id' : 'domain', '=', idOrDomain.toLowerCase())
        .executeTakeFirst();
      return row === undefined ? null : { id: row.id, displayName: row.display_name, domain: row.domain };
    },

    async findApplication(clientId) {
      if (!isGuid(clientId)) return null;
      const row = await db.selectFrom('application').selectAll().where('id', '=', clientId).executeTakeFirst();
      return row === undefined ? null : toApplication(row);
    },

    async listTenants() {
      const rows = await db.selectFrom('tenant').selectAll().orderBy('created_at').execute();
      return rows.map((row) => ({ id: row.id, displayName: row.display_name, domain: row.domain }));
    },

    async listApplications(tenantId) {
      const rows = await db
        .selectFrom('application')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .orderBy('created_at')
        .execute();
      return rows.map(toApplication);
    },

    async listCredentials(applicationId) {
      const rows = await db
        .selectFrom('credential')
        .selectAll()
        .where('application_id', '=', applicationId)
        .orderBy('created_at')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        displayName: row.display_name,
        hint: row.secret_hint ?? row.x5t_s256 ?? '',
        expiresAt: row.expires_at,
      }));
    },

    async listRoles(applicationId, of) {
      const rows = await db
        .selectFrom('permission_grant')
        .select('role')
        .distinct()
        .where('application_id', '=', applicationId)
        .where('resource', 'in', [...of])
        .orderBy('role')
        .execute();
      return rows.map((row) => row.role);
    },
  };
}

function toApplication(row: Selectable<RecordsSchema['application']>): Application {
  return { id: row.id, tenantId: row.tenant_id, objectId: row.object_id, displayName: row.display_name };
}

function parseCertificate(pem: string): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (error) {
    throw new IdentityError('registration-invalid', 'certificate: expected X.509 as PEM, found something else', {
      cause: error,
    });
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (asymmetricKeyType !== 'rsa' || bits < 2048) {
    throw new IdentityError(
      'registration-invalid',
      `certificate: expected an RSA key of at least 2048 bits, found ${asymmetricKeyType} of ${bits}`,
    );
  }
  return certificate;
}
