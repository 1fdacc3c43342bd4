// Takes a request through the gates: address and country, then its token, then everything that its application must have.

import type { FastifyRequest } from 'fastify';
import { type Authenticator, authenticate, openingPermissions, opensByKey } from './authenticate.js';
import type { CallRecord } from './call-record.js';
import { type Route, routeName } from './define-route.js';
import { identityClaims } from './identity-claims.js';
import { isPreviewPath } from './lifecycle-headers.js';
import type { Services } from './services.js';

/** @throws RequestFault, an `IdentityError` or an `AdmissionError`; `record` holds what was found. */
export async function admitCall(
  services: Pick<Services, 'admission' | 'identity'>,
  authenticator: Authenticator,
  route: Route,
  request: FastifyRequest,
  record: CallRecord,
): Promise<void> {
  const { permission } = route;
  // The operator can still undo a block that was too wide.
  const isLocal = permission === 'local-key' || opensByKey(authenticator, permission, request);
  if (!isLocal) services.admission.arrive({ address: request.ip, country: record.country });
  const caller = await authenticate(authenticator, route, request);
  record.caller = caller;
  if (caller === null) return;
  const permissions = openingPermissions(route, caller);
  record.permissions = permissions;
  const admitted = {
    name: routeName(route),
    permissions,
    isPreview: isPreviewPath(request.routeOptions.url ?? ''),
    sandboxOnly: route.sandboxOnly ?? false,
    acceptsTerms: route.acceptsTerms ?? false,
  };
  const call = { caller, route: admitted, claims: identityClaims(request), address: request.ip };
  await services.admission.admit(call, record.facts);
}

/**
 * Counts the call against its quota, once its body has arrived: a slow upload is not running time.
 * @throws QuotaExceededError
 */
export async function chargeCall(services: Pick<Services, 'admission'>, { quota }: Route, record: CallRecord) {
  if (quota !== 'none') await services.admission.takeQuota(quota, record.facts);
}
