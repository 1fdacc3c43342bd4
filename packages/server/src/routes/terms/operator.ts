// What the endpoints for the operator on this machine have in common.

import { type Application, type Attribution, TermsError } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import type { Services } from '../../http/services.js';

/** Why the operator does something; kept in the trail. */
export const reasonField = { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) };

/** The operator as the trail names it. */
export function byOperator(reason = 'command line'): Attribution {
  return { actor: 'operator', reason };
}

/**
 * An application by its id, or by its display name where only one has it.
 * @throws TermsError `application-unknown`.
 */
export async function findApplication({ identity }: Services, idOrName: string): Promise<Application> {
  const { applications } = identity.parties;
  const byId = await applications.find(idOrName);
  if (byId !== null) return byId;
  const named = (await applications.list()).filter(({ displayName }) => displayName === idOrName);
  const [application] = named;
  if (application !== undefined && named.length === 1) return application;
  const found = named.length === 0 ? 'none' : `${named.length}: name its id`;
  throw new TermsError(
    'application-unknown',
    `application '${idOrName}': expected one by that id or name, found ${found}`,
  );
}

/**
 * The id of a tenant named by id or domain.
 * @throws TermsError `tenant-unknown`.
 */
export async function findTenant({ identity }: Services, idOrDomain: string): Promise<string> {
  const tenant = await identity.parties.tenants.find(idOrDomain);
  if (tenant === null) throw new TermsError('tenant-unknown', `tenant '${idOrDomain}' was not found`);
  return tenant.id;
}
