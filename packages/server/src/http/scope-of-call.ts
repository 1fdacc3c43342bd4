// What a call may read of the lake, for everything that answers from its tables or about them.

import { type HuntScope, huntScopeOf, wholeNamespace } from '@gamekeeper/platform';
import type { Call } from './define-route.js';

/** The tables in the caller's reach; the operator on this machine has no standing and reads everything of the home tenant. */
export function scopeOfCall({ now, admission: { standing, rulebook } }: Pick<Call, 'now' | 'admission'>): HuntScope {
  return standing === undefined || rulebook === undefined ? wholeNamespace(null) : huntScopeOf(standing, rulebook, now);
}

/** The same with the functions that the tenant stores, as its hunts find them. */
export async function huntScopeOfCall(call: Pick<Call, 'now' | 'admission' | 'services'>): Promise<HuntScope> {
  const { namespaces, library } = call.services;
  const tenantId = call.admission.standing?.tenant.id ?? (await namespaces.homeTenant());
  const functions = tenantId === undefined ? new Map() : await library.functions.of(tenantId);
  return { ...scopeOfCall(call), functions };
}
