// Serves a token request for both token endpoints: finds the tenant and the grant, which does the rest.

import type { Call } from '../http/define-route.js';
import { oauthRefusal } from '../wire/oauth-wire.js';
import { findAddressedTenant } from './addressed-tenant.js';
import { missing, type TokenForm } from './client-credentials.js';
import type { GrantedTokens, TokenVersion } from './grants/grant.js';
import { grants, refusedGrants } from './grants/index.js';

/** @throws a refusal, `IdentityError` or `GrantError`, all of which the OAuth wire words. */
export async function grantToken(
  call: Call,
  segment: string,
  form: TokenForm,
  version: TokenVersion,
): Promise<GrantedTokens> {
  const { services, origin } = call;
  const tenant = await findAddressedTenant(services.identity, origin, segment);
  const type = form.grant_type;
  if (!type) throw missing('grant_type');
  const grant = grants.get(type);
  if (grant !== undefined) return grant({ call, tenant, form, version });
  const known = refusedGrants.get(type);
  const expected = `expected one of ${[...grants.keys()].join(', ')}`;
  throw oauthRefusal(
    'grant-unsupported',
    known === undefined ? `the grant type '${type}' is not known; ${expected}` : `${known}; ${expected}`,
  );
}
