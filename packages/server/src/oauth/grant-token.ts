// Serves the client-credentials grant for both token endpoints, which differ in how they name resource and numbers.

import type { Identity, IssuedToken, Tenant } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import { oauthRefusal } from '../wire/oauth-wire.js';
import { missing, readClientProof, type TokenForm } from './client-credentials.js';

/** Grants that are known and not served yet; they are refused by name. */
const laterGrants: Readonly<Record<string, string>> = {
  authorization_code: 'authorization_code',
  refresh_token: 'refresh_token',
  password: 'password',
  device_code: 'device_code',
  'urn:ietf:params:oauth:grant-type:device_code': 'device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'on-behalf-of',
};

export interface GrantedToken {
  readonly issued: IssuedToken;
  /** The resource as it was asked for. */
  readonly resource: string;
}

export async function grantToken(
  { services: { identity }, origin, request }: Call,
  segment: string,
  form: TokenForm,
  resourceOf: (form: TokenForm) => string,
): Promise<GrantedToken> {
  const tenant = await findTenant(identity, segment);
  if (!form.grant_type) throw missing('grant_type');
  if (form.grant_type !== 'client_credentials') {
    const known = laterGrants[form.grant_type];
    throw oauthRefusal(
      'grant-unsupported',
      known === undefined
        ? `the grant type '${form.grant_type}' is not known; expected client_credentials`
        : `the grant type '${known}' is not supported by this server yet; expected client_credentials`,
    );
  }
  const proof = readClientProof(form, request.headers.authorization);
  const resource = resourceOf(form);
  const client = await identity.authenticateClient({
    ...proof,
    tenantId: tenant?.id,
    assertionAudiences: assertionAudiences(origin, segment, tenant),
  });
  const audience = identity.resolveAudience(resource);
  if (audience === null) {
    throw oauthRefusal('resource-unknown', `the resource '${resource}' was not found in the tenant`);
  }
  const issued = await identity.issueToken({ ...client, audience, origin });
  return { issued, resource };
}

/** Null for the names that stand for the application's own tenant. */
async function findTenant(identity: Identity, segment: string): Promise<Tenant | null> {
  const name = segment.toLowerCase();
  if (name === 'common' || name === 'organizations') return null;
  if (name === 'consumers') {
    throw oauthRefusal('tenant-required', 'consumer accounts have no applications here; expected a tenant');
  }
  return identity.findTenant(segment);
}

/** Our own names that an assertion may be made for, lower case. */
function assertionAudiences(origin: string, segment: string, tenant: Tenant | null): readonly string[] {
  const segments = [segment, ...(tenant === null ? [] : [tenant.id, tenant.domain])];
  return segments
    .flatMap((name) =>
      ['oauth2/v2.0/token', 'oauth2/token', 'v2.0', 'v2.0/', ''].map((path) => `${origin}/${name}/${path}`),
    )
    .map((audience) => audience.toLowerCase());
}
