// The discovery documents of both endpoint versions, always under the name by which the client knows us (wire contract 1.6).

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
    userinfo_endpoint: `${origin}/oidc/userinfo`,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    end_session_endpoint: `${oauth}/logout`,
    kerberos_endpoint: `${origin}/${path}/kerberos`,
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
    microsoft_multi_refresh_token: true,
    userinfo_endpoint: `${origin}/${path}/openid/userinfo`,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    end_session_endpoint: `${oauth}/logout`,
  };
}

function common(origin: string) {
  const { host } = new URL(origin);
  return {
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    claims_supported: [
      ...['sub', 'iss', 'aud', 'exp', 'iat', 'nbf', 'tid', 'oid', 'appid', 'appidacr', 'idtyp', 'roles', 'uti', 'ver'],
    ],
    tenant_region_scope: null,
    cloud_instance_name: host,
    cloud_graph_host_name: host,
    msgraph_host: host,
    rbac_url: origin,
  };
}
