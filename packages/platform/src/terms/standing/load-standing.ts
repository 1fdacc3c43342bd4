// Reads a standing and the rulebook from the state.

import type { Kysely } from 'kysely';
import { createTenantNamespaces } from '../../hunting/tenant-namespaces.js';
import { parseQuotaProfile } from '../../quotas/index.js';
import type { RecordsSchema } from '../../records/schema/index.js';
import type { GoverningAgreement, Rulebook, Standing } from './standing.js';

/** Whose standing. */
export interface StandingKey {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly personId: string | null;
}

/** Null when tenant, application or person are not registered. */
export async function loadStanding(
  db: Kysely<RecordsSchema>,
  { tenantId, applicationId, personId }: StandingKey,
): Promise<Standing | null> {
  const party = await db
    .selectFrom('application')
    .innerJoin('owner', 'owner.id', 'application.owner_id')
    .innerJoin('tenant as home', 'home.id', 'application.tenant_id')
    .innerJoin('tenant', (join) => join.on('tenant.id', '=', tenantId))
    .select([
      'application.display_name',
      'application.state',
      'application.attested_at',
      'application.previews',
      'application.agreement_id',
      'home.state as home_state',
      'owner.id as owner_id',
      'owner.state as owner_state',
      'tenant.kind as tenant_kind',
      'tenant.state as tenant_state',
      'tenant.quota_profile',
      'tenant.sentinel_time',
      'tenant.agreement_id as tenant_agreement_id',
    ])
    .where('application.id', '=', applicationId)
    .executeTakeFirst();
  if (party === undefined) return null;
  const person =
    personId === null
      ? null
      : await db.selectFrom('person').select(['id', 'state']).where('id', '=', personId).executeTakeFirst();
  if (person === undefined) return null;
  const licence = await db
    .selectFrom('licence')
    .where('tenant_id', '=', tenantId)
    .where('application_id', '=', applicationId)
    .selectAll()
    .executeTakeFirst();
  const consents = await db
    .selectFrom('consent')
    .where('tenant_id', '=', tenantId)
    .where('application_id', '=', applicationId)
    .select(['id', 'resource', 'permission', 'valid_until'])
    .where('withdrawn_at', 'is', null)
    .execute();
  const tables = await db
    .selectFrom('table_grant')
    .where('tenant_id', '=', tenantId)
    .where('application_id', '=', applicationId)
    .selectAll()
    .execute();
  const credentials = await db
    .selectFrom('credential')
    .select(['id', 'expires_at', 'revoked_at'])
    .where('application_id', '=', applicationId)
    .execute();
  const granted = await db
    .selectFrom('permission_grant')
    .select(['resource', 'role as permission'])
    .where('application_id', '=', applicationId)
    .execute();
  const entitlements = await db.selectFrom('entitlement').select('product').where('tenant_id', '=', tenantId).execute();
  const acceptances = await db
    .selectFrom('acceptance')
    .select(['document', 'version'])
    .where('application_id', '=', applicationId)
    .execute();
  return {
    tenant: {
      id: tenantId,
      kind: party.tenant_kind,
      state: party.tenant_state,
      quotaProfile: party.quota_profile,
      sentinelTime: party.sentinel_time,
      namespace: await createTenantNamespaces({ db }).of(tenantId),
    },
    owner: { id: party.owner_id, state: party.owner_state },
    application: {
      id: applicationId,
      displayName: party.display_name,
      state: party.state,
      homeTenantState: party.home_state,
      attestedAt: party.attested_at,
      previews: party.previews,
    },
    person,
    licence: licence === undefined ? null : { state: licence.state, reason: licence.reason },
    credentials: new Map(
      credentials.map(({ id, expires_at, revoked_at }) => [id, { expiresAt: expires_at, revokedAt: revoked_at }]),
    ),
    granted,
    consented: consents.map(({ id, resource, permission, valid_until }) => ({
      ...{ id, resource, permission },
      validUntil: valid_until,
    })),
    tables:
      tables.length === 0
        ? null
        : new Map(tables.map(({ table_name, columns }) => [table_name, columns === null ? null : JSON.parse(columns)])),
    entitlements: entitlements.length === 0 ? null : new Set(entitlements.map(({ product }) => product)),
    agreement: await loadAgreement(db, party.agreement_id ?? party.tenant_agreement_id),
    accepted: new Set(acceptances.map(({ document, version }) => `${document}@${version}`)),
  };
}

export async function loadRulebook(db: Kysely<RecordsSchema>): Promise<Rulebook> {
  const documents = await db
    .selectFrom('terms_document')
    .select(['document', 'version', 'hash', 'effective_at', 'acceptance'])
    .orderBy('effective_at', 'desc')
    .orderBy('published_at', 'desc')
    .execute();
  const profiles = await db.selectFrom('quota_profile').select('definition').execute();
  const labels = await db.selectFrom('label').select(['kind', 'name']).execute();
  const labelled = (kind: 'route' | 'table') =>
    new Set(labels.filter((label) => label.kind === kind).map(({ name }) => name));
  return {
    documents: documents.map(({ effective_at, ...document }) => ({ ...document, effectiveAt: effective_at })),
    quotaProfiles: profiles.map(({ definition }) => parseQuotaProfile(definition)),
    confidentialRoutes: labelled('route'),
    confidentialTables: labelled('table'),
  };
}

async function loadAgreement(db: Kysely<RecordsSchema>, id: string | null): Promise<GoverningAgreement | null> {
  if (id === null) return null;
  const row = await db.selectFrom('agreement').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined
    ? null
    : {
        id,
        name: row.name,
        replacesTerms: row.replaces_terms,
        quotaProfile: row.quota_profile,
        validFrom: row.valid_from,
        validUntil: row.valid_until,
      };
}
