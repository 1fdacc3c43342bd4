// How discovery names a tenant: its id, or for the shared names the literal placeholder that clients know.

import { IdentityError } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import { oauthRefusal } from '../wire/oauth-wire.js';

export interface TenantNames {
  /** As used in endpoint addresses. */
  readonly path: string;
  /** As used in issuers. */
  readonly issuer: string;
}

export async function tenantNames({ services: { identity } }: Call, segment: string): Promise<TenantNames> {
  const name = segment.toLowerCase();
  if (['common', 'organizations', 'consumers'].includes(name)) return { path: name, issuer: '{tenantid}' };
  try {
    const { id } = await identity.findTenant(segment);
    return { path: id, issuer: id };
  } catch (error) {
    if (error instanceof IdentityError) throw oauthRefusal(error.code, error.message, 'invalid_tenant');
    throw error;
  }
}
