// What a call may read of the lake, for everything that answers from its tables or about them.

import { type HuntScope, huntScopeOf, wholeNamespace } from '@gamekeeper/platform';
import type { Call } from './define-route.js';

/** The caller's scope; the operator on this machine has no standing and reads everything of the home tenant. */
export function scopeOfCall({ now, admission: { standing, rulebook } }: Pick<Call, 'now' | 'admission'>): HuntScope {
  return standing === undefined || rulebook === undefined ? wholeNamespace(null) : huntScopeOf(standing, rulebook, now);
}
