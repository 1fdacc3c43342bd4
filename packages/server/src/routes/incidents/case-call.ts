// What the endpoints of incidents and alerts have in common: whose they are, who changes them, and under which id.

import { type Attribution, IncidentsError } from '@gamekeeper/platform';
import type { Call } from '../../http/define-route.js';

/** The tenant of a caller, which alone its incidents are of. */
export function tenantOf({ caller }: Pick<Call, 'caller'>): string {
  if (caller === null) throw new TypeError('endpoints of incidents ask for a token');
  return caller.tenantId;
}

/** @param route as in the audit row */
export function attributionOf({ caller }: Pick<Call, 'caller'>, route: string): Attribution {
  const { applicationId = '', userId = null } = caller ?? {};
  return { actor: userId === null ? `application:${applicationId}` : `person:${userId}`, reason: route };
}

/** @throws IncidentsError `incident-unknown` for what no incident can be called */
export function incidentIdOf(text: string): number {
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (id === 0) throw new IncidentsError('incident-unknown', `there is no incident '${text.slice(0, 80)}'`);
  return id;
}

/** @throws IncidentsError `alert-unknown` for what no alert can be called */
export function alertIdOf(text: string): string {
  if (text === '' || text.length > 200 || text.includes('\0'))
    throw new IncidentsError('alert-unknown', `there is no alert '${text.slice(0, 80).replaceAll('\0', '')}'`);
  return text;
}
