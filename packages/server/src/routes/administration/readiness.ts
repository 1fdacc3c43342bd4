// What an application lacks before its first call works: every step between a registration and an answer, in order (REG-1).

import { standingRefusal, type TenantApplication } from '@gamekeeper/platform';
import type { Services } from '../../http/services.js';

export interface MissingStep {
  readonly step: 'standing' | 'permission' | 'licence' | 'consent' | 'terms' | 'credential';
  /** One sentence for whoever has to take it. */
  readonly detail: string;
}

/** Empty when a call for the tenant would pass. */
export async function readiness(
  { identity, terms, clock }: Pick<Services, 'identity' | 'terms' | 'clock'>,
  { tenantId, applicationId }: TenantApplication,
): Promise<readonly MissingStep[]> {
  const { parties } = identity;
  const now = clock();
  const missing: MissingStep[] = [];
  const lack = (step: MissingStep['step'], detail: string) => missing.push({ step, detail });

  const standing = await parties.standing({ tenantId, applicationId });
  const refusal =
    standing === null ? null : standingRefusal({ ...standing, licence: 'granted' }, now, parties.settings);
  if (refusal !== null) lack('standing', refusal.message);

  const granted = await parties.permissions.list(applicationId);
  if (granted.length === 0) lack('permission', 'The operator has granted it no permission.');
  if (standing?.licence !== 'granted')
    lack('licence', `Its licence in the tenant is ${standing?.licence ?? 'missing'}.`);

  const consented = new Set(
    (await terms.consents.list({ tenantId, applicationId }))
      .filter(({ withdrawnAt, validUntil }) => withdrawnAt === null && (validUntil === null || validUntil > now))
      .map(({ resource, permission }) => `${resource}/${permission}`),
  );
  const unconsented = granted
    .map(({ resource, permission }) => `${resource}/${permission}`)
    .filter((one) => !consented.has(one));
  if (granted.length === 0 ? consented.size === 0 : unconsented.length > 0) {
    lack('consent', `The tenant has not consented to ${unconsented.join(', ') || 'anything'}.`);
  }

  const agreement = await parties.agreements.inForce({ tenantId, applicationId }, now);
  const documents = agreement?.replacesTerms ? [] : await terms.acceptances.unaccepted(applicationId, now);
  if (documents.length > 0) {
    lack(
      'terms',
      `Its owner has not accepted ${documents.map(({ document, version }) => `${document} ${version}`).join(', ')}.`,
    );
  }

  const { isPublic } = await parties.applications.get(applicationId);
  const credentials = isPublic ? [] : await parties.credentials.list(applicationId);
  const lives = credentials.some(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > now);
  if (!isPublic && !lives) lack('credential', 'It has neither a live secret nor a certificate.');
  return missing;
}
