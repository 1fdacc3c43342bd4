// What an administrator is shown before consenting: who asks, why, for which data, and how far the permissions reach.

import type { Kysely } from 'kysely';
import { type ResourceId, resources } from '../../identity/permission-catalogue.js';
import { isGuid } from '../../parties/guid.js';
import { canonicalJson } from '../../records/canonical-json.js';
import type { RecordsSchema } from '../../records/schema/index.js';
import { hashText } from '../hash-text.js';
import { TermsError } from '../terms-error.js';
import type { ConsentPermission, ConsentRequest } from './consent.js';

/** Changes whenever the notice's own wording or fields change. */
const noticeRevision = '1';

/** A permission with what it opens. */
export interface NoticedPermission extends ConsentPermission {
  /** Name of the resource, and what the permission reaches there, in words. */
  readonly resourceName: string;
  readonly description: string;
  /** Tables that it reads: those granted one by one, `all` without such a list, none where it reads no table. */
  readonly tables: 'all' | readonly string[];
}

/** The notice, exactly what `hash` covers. */
export interface ConsentNoticeContent {
  readonly revision: string;
  readonly tenant: { readonly id: string; readonly displayName: string };
  readonly application: {
    readonly id: string;
    readonly displayName: string;
    readonly homePage: string;
    readonly securityContact: string;
  };
  readonly owner: { readonly id: string; readonly displayName: string };
  /** Of the application (DAT-6). */
  readonly privacyStatementUrl: string;
  readonly purpose: string;
  readonly dataCategories: readonly string[];
  readonly permissions: readonly NoticedPermission[];
  /** Products whose tables the tenant is licensed for: `all` without such a list. */
  readonly products: 'all' | readonly string[];
}

export interface ConsentNotice extends ConsentNoticeContent {
  /** Hex SHA-256 of the content as canonical JSON (RFC 8785). */
  readonly hash: string;
}

/**
 * Composes the notice from the state.
 * @throws TermsError `tenant-unknown`, `application-unknown`, or `permission-not-granted` for a permission that the
 * operator did not allow the application to ask for.
 */
export async function composeNotice(
  db: Kysely<RecordsSchema>,
  { tenantId, applicationId, permissions }: ConsentRequest,
): Promise<ConsentNotice> {
  const tenant = isGuid(tenantId)
    ? await db.selectFrom('tenant').selectAll().where('id', '=', tenantId).executeTakeFirst()
    : undefined;
  if (tenant === undefined) throw new TermsError('tenant-unknown', `tenant ${tenantId} was not found`);
  const application = isGuid(applicationId)
    ? await db
        .selectFrom('application')
        .innerJoin('owner', 'owner.id', 'application.owner_id')
        .selectAll('application')
        .select(['owner.id as owner_id', 'owner.display_name as owner_name'])
        .where('application.id', '=', applicationId)
        .executeTakeFirst()
    : undefined;
  if (application === undefined) {
    throw new TermsError('application-unknown', `application ${applicationId} was not found`);
  }
  await requireGranted(db, applicationId, permissions);

  const granted = await db
    .selectFrom('table_grant')
    .select('table_name')
    .where('tenant_id', '=', tenantId)
    .where('application_id', '=', applicationId)
    .orderBy('table_name')
    .execute();
  const entitled = await db
    .selectFrom('entitlement')
    .select('product')
    .where('tenant_id', '=', tenantId)
    .orderBy('product')
    .execute();
  const tables = granted.length === 0 ? 'all' : granted.map((row) => row.table_name);
  const content: ConsentNoticeContent = {
    revision: noticeRevision,
    tenant: { id: tenant.id, displayName: tenant.display_name },
    application: {
      id: application.id,
      displayName: application.display_name,
      homePage: application.home_page,
      securityContact: application.security_contact,
    },
    owner: { id: application.owner_id, displayName: application.owner_name },
    privacyStatementUrl: application.privacy_statement_url,
    purpose: application.purpose,
    dataCategories: JSON.parse(application.data_categories),
    permissions: sorted(permissions).map((permission) => ({
      ...permission,
      ...inWords(permission),
      tables: readsTables(permission) ? tables : [],
    })),
    products: entitled.length === 0 ? 'all' : entitled.map((row) => row.product),
  };
  return { ...content, hash: hashText(canonicalJson(content)) };
}

/** The permissions in one order, each once, whatever the order in which they were asked. */
export function sorted(permissions: readonly ConsentPermission[]): readonly ConsentPermission[] {
  const byName = new Map(
    permissions.map(({ resource, permission }) => [`${resource} ${permission}`, { resource, permission }]),
  );
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, permission]) => permission);
}

async function requireGranted(
  db: Kysely<RecordsSchema>,
  applicationId: string,
  permissions: readonly ConsentPermission[],
): Promise<void> {
  if (permissions.length === 0) {
    throw new TermsError('permission-not-granted', 'permissions: expected at least one, found none');
  }
  const rows = await db
    .selectFrom('permission_grant')
    .select(['resource', 'role'])
    .where('application_id', '=', applicationId)
    .execute();
  const granted = new Set(rows.map(({ resource, role }) => `${resource} ${role}`));
  const missing = permissions.filter(({ resource, permission }) => !granted.has(`${resource} ${permission}`));
  if (missing.length === 0) return;
  const found = missing.map(({ resource, permission }) => `${permission} of ${resource}`).join(', ');
  throw new TermsError(
    'permission-not-granted',
    `application ${applicationId}: expected permissions that the operator granted it, found ${found}`,
  );
}

function inWords({ resource, permission }: ConsentPermission): Pick<NoticedPermission, 'resourceName' | 'description'> {
  const known = Object.hasOwn(resources, resource) ? resources[resource as ResourceId] : undefined;
  const described = known?.permissions.find(({ name }) => name === permission);
  return { resourceName: known?.name ?? resource, description: described?.description ?? '' };
}

/** Hunting permissions are the ones that reach tables; the others reach incidents, settings or only write. */
function readsTables({ permission }: ConsentPermission): boolean {
  return /^(?:AdvancedHunting|AdvancedQuery|ThreatHunting)\./.test(permission);
}
