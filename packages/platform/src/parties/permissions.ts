// Which permissions the platform's operator lets an application ask consent for, and which of them it holds (USE-4).

import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import { findPermission, type PermissionKind, type ResourceId, resources } from '../identity/permission-catalogue.js';
import type { Attribution, Records } from '../records/index.js';
import { isGuid } from './guid.js';
import type { TenantApplication } from './licences.js';
import { lockLivingParty, lockParty } from './lock-party.js';

/** A permission of a resource, by name; where a name stands for an application and a delegated permission, for both. */
export interface ResourcePermission {
  readonly resource: ResourceId;
  readonly permission: string;
}

export interface PermissionChange extends ResourcePermission {
  readonly applicationId: string;
}

export interface HeldPermissions extends TenantApplication {
  readonly resources: readonly ResourceId[];
  readonly kind: PermissionKind;
}

export interface Permissions {
  /**
   * Lets an application ask consent for a permission; granted again, nothing changes.
   * @throws IdentityError `registration-invalid` when the resource has no such permission, `application-unknown`, `state-invalid`.
   */
  grant(change: PermissionChange, by: Attribution): Promise<void>;
  /** Takes a permission away in every tenant, from the next token on. @throws IdentityError `application-unknown`, `state-invalid` when it was not granted. */
  revoke(change: PermissionChange, by: Attribution): Promise<void>;
  /** What an application may ask consent for, sorted. */
  list(applicationId: string): Promise<readonly ResourcePermission[]>;
  /** Names of the permissions of a kind that are granted by the operator and consented to by the tenant, sorted. */
  held(which: HeldPermissions): Promise<readonly string[]>;
}

export function createPermissions({ records, clock }: { records: Records; clock: Clock }): Permissions {
  const { db } = records;
  return {
    async grant({ applicationId, resource, permission }, by) {
      requirePermission(resource, permission);
      const detail = { resource, permission };
      await records.change({ by, kind: 'permission.granted', subject: applicationId, detail }, async (t) => {
        await lockLivingParty(t, 'application', applicationId);
        await t
          .insertInto('permission_grant')
          .values({ application_id: applicationId, resource, role: permission, granted_at: clock() })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      });
    },

    async revoke({ applicationId, resource, permission }, by) {
      const detail = { resource, permission };
      await records.change({ by, kind: 'permission.revoked', subject: applicationId, detail }, async (t) => {
        await lockParty(t, 'application', applicationId);
        const { numDeletedRows } = await t
          .deleteFrom('permission_grant')
          .where('application_id', '=', applicationId)
          .where('resource', '=', resource)
          .where('role', '=', permission)
          .executeTakeFirst();
        if (numDeletedRows === 0n) {
          throw new IdentityError(
            'state-invalid',
            `application ${applicationId}: expected ${permission} of ${resource} to be granted, found it is not`,
          );
        }
      });
    },

    async list(applicationId) {
      if (!isGuid(applicationId)) return [];
      const rows = await db
        .selectFrom('permission_grant')
        .select(['resource', 'role'])
        .where('application_id', '=', applicationId)
        .orderBy('resource')
        .orderBy('role')
        .execute();
      return rows.map(({ resource, role }) => ({ resource: resource as ResourceId, permission: role }));
    },

    async held({ tenantId, applicationId, resources: asked, kind }) {
      if (asked.length === 0 || !isGuid(tenantId) || !isGuid(applicationId)) return [];
      const rows = await db
        .selectFrom('permission_grant as g')
        .innerJoin('consent as c', (join) =>
          join
            .onRef('c.application_id', '=', 'g.application_id')
            .onRef('c.resource', '=', 'g.resource')
            .onRef('c.permission', '=', 'g.role'),
        )
        .select(['g.resource', 'g.role'])
        .where('g.application_id', '=', applicationId)
        .where('g.resource', 'in', [...asked])
        .where('c.tenant_id', '=', tenantId)
        .where('c.withdrawn_at', 'is', null)
        .where((eb) => eb.or([eb('c.valid_until', 'is', null), eb('c.valid_until', '>', clock())]))
        .execute();
      const names = rows
        .filter(({ resource, role }) => findPermission(resource as ResourceId, role)?.kinds.includes(kind))
        .map(({ role }) => role);
      return [...new Set(names)].sort();
    },
  };
}

function requirePermission(resource: ResourceId, permission: string): void {
  if (!Object.hasOwn(resources, resource)) {
    const known = Object.keys(resources).join(', ');
    throw new IdentityError('registration-invalid', `resource: expected one of ${known}, found '${resource}'`);
  }
  if (findPermission(resource, permission) === null) {
    const known = resources[resource].permissions.map(({ name }) => name).join(', ');
    throw new IdentityError(
      'registration-invalid',
      `permission of ${resource}: expected one of ${known}, found '${permission}'`,
    );
  }
}
