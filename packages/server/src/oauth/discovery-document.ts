// The discovery documents of both endpoint versions, always under the name by which the client knows us (wire contract 1.6).

import { grants } from './grants/index.js';
import type { TenantNames } from './tenant-names.js';

export function discoveryV2(origin: string, { path, issuer }: TenantNames) {
  const oauth = `${origin}/${path}/oauth2/v2.0`;
  return {
    ...common(origin),
    token_endpoint: `${oauth}/token`,
    jwks_uri: `${origin}/${path}/discovery/v2.0/keys`,
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${origin}/${issuer}/v2.0`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    end_session_endpoint: `${oauth}/logout`,
  };
}

export function discoveryV1(origin: string, { path, issuer }: TenantNames) {
  const oauth = `${origin}/${path}/oauth2`;
  return {
    ...common(origin),
    token_endpoint: `${oauth}/token`,
    jwks_uri: `${origin}/common/discovery/keys`,
    scopes_supported: ['openid'],
    issuer: `${origin}/${issuer}/`,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    end_session_endpoint: `${oauth}/logout`,
  };
}

function common(origin: string) {
  const { host } = new URL(origin);
  return {
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic', 'none'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    grant_types_supported: [...grants.keys()],
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    request_parameter_supported: false,
    http_logout_supported: false,
    frontchannel_logout_supported: false,
    claims_supported: [
      ...['sub', 'iss', 'aud', 'exp', 'iat', 'nbf', 'tid', 'oid', 'appid', 'appidacr', 'idtyp', 'roles', 'uti', 'ver'],
      ...['amr', 'auth_time', 'name', 'nonce', 'preferred_username', 'scp', 'unique_name', 'upn'],
    ],
    tenant_region_scope: null,
    cloud_instance_name: host,
    cloud_graph_host_name: host,
    msgraph_host: host,
    rbac_url: origin,
  };
}
