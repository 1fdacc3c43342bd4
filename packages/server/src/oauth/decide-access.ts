// Decides what an application may do for a person: what the operator lets it ask for, what the tenant consented to, what the person may do.

import {
  type Account,
  type Application,
  findPermission,
  GrantError,
  type ResourceId,
  type ResourcePermission,
} from '@gamekeeper/platform';
import type { Services } from '../http/services.js';
import type { RequestedAccess } from './requested-access.js';

export interface AccessQuestion {
  readonly application: Pick<Application, 'id'>;
  readonly tenantId: string;
  readonly account: Pick<Account, 'role'>;
  readonly access: RequestedAccess;
}

export interface AccessDecision {
  /** Names of the permissions that a token may carry now, sorted. */
  readonly held: readonly string[];
  /** Asked for, and not consented to by the tenant. */
  readonly missing: readonly ResourcePermission[];
  /** All that was asked for. */
  readonly asked: readonly ResourcePermission[];
}

/**
 * @throws GrantError `permission-unknown` for a permission that does not exist or that the operator did not let the
 * application ask for.
 */
export async function decideAccess(services: Services, question: AccessQuestion): Promise<AccessDecision> {
  const { application, tenantId, account, access } = question;
  const { parties } = services.identity;
  const allowed = (await parties.permissions.list(application.id)).filter(
    ({ resource, permission }) =>
      access.audience.resources.includes(resource) &&
      findPermission(resource, permission)?.kinds.includes('delegated') === true,
  );
  const names = access.permissions;
  const asked = names === 'all' ? allowed : allowed.filter(({ permission }) => names.includes(permission));
  const unknown =
    names === 'all' ? undefined : names.find((name) => asked.every(({ permission }) => permission !== name));
  if (unknown !== undefined) {
    const resource = access.audience.requested;
    throw new GrantError(
      'permission-unknown',
      `the application may not ask for '${unknown}' of ${resource} for a person`,
    );
  }
  const consents = await services.terms.consents.live(tenantId, application.id);
  const isGiven = (wanted: ResourcePermission) =>
    consents.some((given) => given.resource === wanted.resource && given.permission === wanted.permission);
  const held = asked.filter((permission) => isGiven(permission) && mayUse(account, permission));
  return {
    held: [...new Set(held.map(({ permission }) => permission))].sort(),
    missing: asked.filter((permission) => !isGiven(permission)),
    asked,
  };
}

/** What administers the platform itself works for administrators only, whoever's application asks. */
function mayUse({ role }: Pick<Account, 'role'>, { resource, permission }: ResourcePermission): boolean {
  const forEveryone: ResourceId[] = ['defender-xdr', 'defender-endpoint', 'graph'];
  return role === 'administrator' || forEveryone.includes(resource) || permission === 'Terms.Read.All';
}
