// The registered clients: what was declared of them, how current it is, and whether they may act (REG-1, REG-2, REG-3).

import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, PartyState, Records, RecordsSchema } from '../records/index.js';
import { type AttestationStanding, type AttestationState, attestationState } from './attestation.js';
import type { DataCategoryId } from './data-categories.js';
import { isGuid } from './guid.js';
import { lockLivingParty } from './lock-party.js';
import type { PartySettings } from './party-settings.js';
import type { PurposeId } from './purposes.js';
import type { Unchecked } from './read-fields.js';
import { type NewApplication, type Registration, readNewApplication, readRegistration } from './registration.js';
import { createStateChanges, type StateChanges } from './state-changes.js';

export interface Application extends Registration {
  /** The client id. */
  readonly id: string;
  /** Home tenant; the application works for every tenant that licenses it. */
  readonly tenantId: string;
  /** Identity of the application as a directory object (`oid` in app-only tokens). */
  readonly objectId: string;
  readonly ownerId: string;
  readonly state: PartyState;
  /** When its owner last declared the registration to be true; this and others in milliseconds since the Unix epoch. */
  readonly attestedAt: number;
  /** The separate agreement that governs it (REG-7); null for its tenant's or the default terms. */
  readonly agreementId: string | null;
  readonly createdAt: number;
}

export interface ApplicationFilter {
  /** Home tenant. */
  readonly tenantId?: string;
  readonly ownerId?: string;
  readonly state?: PartyState;
  readonly purpose?: PurposeId;
  readonly attestation?: AttestationStanding;
}

export interface Applications extends StateChanges {
  /**
   * Registers an application; it may do nothing before a tenant licenses it and consents.
   * @throws IdentityError `registration-invalid` naming every fault; `tenant-unknown`, `owner-unknown`, `state-invalid`.
   */
  register(application: Unchecked<NewApplication>, by: Attribution): Promise<Application>;
  /**
   * Changes what was declared, or who answers for it; what is not named stays.
   * @throws IdentityError as `register`, and `application-unknown`; `state-invalid` when a client with credentials would become public.
   */
  update(
    id: string,
    changes: Unchecked<Registration> & { readonly ownerId?: string },
    by: Attribution,
  ): Promise<Application>;
  /** Declares that the registration is true today. @throws IdentityError `application-unknown`, `state-invalid`. */
  attest(id: string, by: Attribution): Promise<Application>;
  /** How current the registration is now. */
  attestation(application: Pick<Application, 'attestedAt'>): AttestationState;
  find(clientId: string): Promise<Application | null>;
  /** @throws IdentityError `application-unknown`. */
  get(clientId: string): Promise<Application>;
  /** Oldest first. */
  list(filter?: ApplicationFilter): Promise<readonly Application[]>;
}

export interface ApplicationsOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly settings: PartySettings;
}

export function createApplications({ records, clock, settings }: ApplicationsOptions): Applications {
  const { db } = records;
  const find = async (clientId: string): Promise<Application | null> => {
    if (!isGuid(clientId)) return null;
    const row = await db.selectFrom('application').selectAll().where('id', '=', clientId).executeTakeFirst();
    return row === undefined ? null : toApplication(row);
  };
  const get = async (clientId: string): Promise<Application> => {
    const application = await find(clientId);
    if (application === null) {
      throw new IdentityError('application-unknown', `application '${clientId}' was not found`);
    }
    return application;
  };
  const attestation = ({ attestedAt }: Pick<Application, 'attestedAt'>) =>
    attestationState(attestedAt, clock(), settings);
  return {
    ...createStateChanges(records, 'application'),
    find,
    get,
    attestation,

    async register(input, by) {
      const { tenantId, ownerId, ...registration } = readNewApplication(input);
      const [id, now] = [randomUUID(), clock()];
      const change = { by, kind: 'application.created', subject: id, detail: { tenantId, ownerId, ...registration } };
      return records.change(change, async (t) => {
        await lockLivingParty(t, 'tenant', tenantId);
        await lockLivingParty(t, 'owner', ownerId);
        const row = await t
          .insertInto('application')
          .values({
            ...{ id, tenant_id: tenantId, object_id: randomUUID(), owner_id: ownerId },
            ...toColumns(registration),
            ...{ attested_at: now, created_at: now },
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return toApplication(row);
      });
    },

    async update(id, { ownerId, ...changes }, by) {
      const before = await get(id);
      const registration = readRegistration({ ...declaredPart(before), ...changes });
      const owner = ownerId ?? before.ownerId;
      const detail = { ownerId: owner, ...registration };
      return records.change({ by, kind: 'application.updated', subject: id, detail }, async (t) => {
        await lockLivingParty(t, 'application', id);
        await lockLivingParty(t, 'owner', owner);
        if (registration.isPublic && !before.isPublic) {
          const credential = await t
            .selectFrom('credential')
            .select('id')
            .where('application_id', '=', id)
            .where('revoked_at', 'is', null)
            .where('expires_at', '>', clock())
            .executeTakeFirst();
          if (credential !== undefined) {
            throw new IdentityError(
              'state-invalid',
              `application ${id}: a public client keeps no secret; expected no live credential, found ${credential.id}`,
            );
          }
        }
        const row = await t
          .updateTable('application')
          .set({ owner_id: owner, ...toColumns(registration) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toApplication(row);
      });
    },

    async attest(id, by) {
      const declared = declaredPart(await get(id));
      return records.change({ by, kind: 'application.attested', subject: id, detail: { ...declared } }, async (t) => {
        await lockLivingParty(t, 'application', id);
        const row = await t
          .updateTable('application')
          .set({ attested_at: clock() })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toApplication(row);
      });
    },

    async list({ tenantId, ownerId, state, purpose, attestation: standing } = {}) {
      if (![tenantId, ownerId].every((id) => id === undefined || isGuid(id))) return [];
      let query = db.selectFrom('application').selectAll().orderBy('created_at').orderBy('id');
      if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId);
      if (ownerId !== undefined) query = query.where('owner_id', '=', ownerId);
      if (state !== undefined) query = query.where('state', '=', state);
      if (purpose !== undefined) query = query.where('purpose', '=', purpose);
      const all = (await query.execute()).map(toApplication);
      return standing === undefined ? all : all.filter((one) => attestation(one).standing === standing);
    },
  };
}

function declaredPart(application: Application): Registration {
  const { displayName, homePage, purpose, dataCategories, privacyStatementUrl, securityContact } = application;
  const { redirectUris, isPublic, previews } = application;
  return {
    ...{ displayName, homePage, purpose, dataCategories, privacyStatementUrl, securityContact },
    ...{ redirectUris, isPublic, previews },
  };
}

function toColumns(registration: Registration) {
  return {
    display_name: registration.displayName,
    home_page: registration.homePage,
    purpose: registration.purpose,
    data_categories: JSON.stringify(registration.dataCategories),
    privacy_statement_url: registration.privacyStatementUrl,
    security_contact: registration.securityContact,
    redirect_uris: JSON.stringify(registration.redirectUris),
    is_public: registration.isPublic,
    previews: registration.previews,
  };
}

/** An application as its row has it. */
export function toApplication(row: Selectable<RecordsSchema['application']>): Application {
  return {
    ...{ id: row.id, tenantId: row.tenant_id, objectId: row.object_id, ownerId: row.owner_id },
    ...{ displayName: row.display_name, homePage: row.home_page, purpose: row.purpose as PurposeId },
    dataCategories: JSON.parse(row.data_categories) as DataCategoryId[],
    ...{ privacyStatementUrl: row.privacy_statement_url, securityContact: row.security_contact },
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    ...{ isPublic: row.is_public, previews: row.previews, state: row.state, attestedAt: row.attested_at },
    ...{ agreementId: row.agreement_id, createdAt: row.created_at },
  };
}
