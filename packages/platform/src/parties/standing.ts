// Whether an application may act for a tenant: everything that could forbid it, read in one query (REG-1, REG-3, LIC-1, END-1).

import { IdentityError, type IdentityErrorCode } from '../identity/identity-error.js';
import type { PartyState, Records } from '../records/index.js';
import { attestationState } from './attestation.js';
import { isGuid } from './guid.js';
import type { Licence, TenantApplication } from './licences.js';
import type { PartySettings } from './party-settings.js';

export interface Standing extends TenantApplication {
  readonly application: PartyState;
  readonly owner: PartyState;
  /** The tenant that the application is registered in. */
  readonly homeTenant: PartyState;
  /** The tenant that it would act for; null when there is no such tenant. */
  readonly tenant: PartyState | null;
  /** Null when it never had one. */
  readonly licence: Licence['state'] | null;
  readonly attestedAt: number;
}

/** Null when there is no such application. */
export async function readStanding(
  { db }: Records,
  { tenantId, applicationId }: TenantApplication,
): Promise<Standing | null> {
  if (!isGuid(tenantId) || !isGuid(applicationId)) return null;
  const row = await db
    .selectFrom('application as a')
    .innerJoin('owner as o', 'o.id', 'a.owner_id')
    .innerJoin('tenant as h', 'h.id', 'a.tenant_id')
    .leftJoin('tenant as t', (join) => join.on('t.id', '=', tenantId))
    .leftJoin('licence as l', (join) => join.onRef('l.application_id', '=', 'a.id').on('l.tenant_id', '=', tenantId))
    .select(['a.state as application', 'a.attested_at as attestedAt', 'o.state as owner', 'h.state as homeTenant'])
    .select(['t.state as tenant', 'l.state as licence'])
    .where('a.id', '=', applicationId)
    .executeTakeFirst();
  return row === undefined ? null : { tenantId, applicationId, ...row };
}

/**
 * The first reason why an application may not act, or null. An application without a licence is unknown to the tenant.
 * @example const refusal = standingRefusal(standing, clock(), settings); if (refusal !== null) throw refusal;
 */
export function standingRefusal(
  { tenantId, applicationId, application, owner, homeTenant, tenant, licence, attestedAt }: Standing,
  now: number,
  settings: PartySettings,
): IdentityError | null {
  const refusal = (code: IdentityErrorCode, message: string) => new IdentityError(code, message);
  if (tenant === null || licence === null || licence === 'revoked') {
    return refusal('application-unknown', `application '${applicationId}' was not found in the tenant`);
  }
  if (tenant !== 'active') return refusal('tenant-inactive', `tenant ${tenantId} is ${tenant}`);
  if (application !== 'active')
    return refusal('application-inactive', `application ${applicationId} is ${application}`);
  if (homeTenant !== 'active') {
    return refusal('application-inactive', `the home tenant of application ${applicationId} is ${homeTenant}`);
  }
  if (owner !== 'active') {
    return refusal('application-inactive', `the owner of application ${applicationId} is ${owner}`);
  }
  if (licence !== 'granted') {
    return refusal(
      'licence-inactive',
      `the licence of application ${applicationId} in tenant ${tenantId} is ${licence}`,
    );
  }
  const { standing, dueAt } = attestationState(attestedAt, now, settings);
  if (standing === 'lapsed') {
    return refusal(
      'attestation-lapsed',
      `application ${applicationId} is suspended: its registration was due to be attested at ${new Date(dueAt).toISOString()}`,
    );
  }
  return null;
}
