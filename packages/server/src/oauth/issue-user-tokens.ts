// Issues what a person's sign-in gives an application: access, refresh and id token.

import { GrantError, type TokenFamily } from '@gamekeeper/platform';
import type { UserClient } from './authenticate-user-client.js';
import { chargeToken } from './charge-token.js';
import { decideAccess } from './decide-access.js';
import type { GrantedTokens, GrantRequest } from './grants/grant.js';
import { readAccess } from './requested-access.js';

export interface UserGrant {
  readonly client: UserClient;
  readonly family: TokenFamily;
  /** As asked when the person signed in, space separated. */
  readonly scope: string;
  /** What is asked now, where that differs. */
  readonly asked?: string;
  readonly nonce: string | null;
  /** The refresh token that was sent: it is replaced, once everything else is sure. */
  readonly replaces?: string;
}

/** @throws GrantError `family-revoked`, `consent-missing` or `permission-unknown`; a refusal for a malformed scope. */
export async function issueUserTokens(request: GrantRequest, grant: UserGrant): Promise<GrantedTokens> {
  const { call, tenant, form, version } = request;
  const { client, family, scope, asked = scope, nonce, replaces } = grant;
  const { origin, services } = call;
  const { identity, signIn } = services;
  const account = await signIn.accounts.find(family.personId);
  if (account === null || (tenant.id !== null && tenant.id !== family.tenantId)) {
    throw new GrantError('family-revoked', 'the sign-in belongs to another tenant, or its person may not act any more');
  }
  const access = readAccess(asked, identity);
  const { tenantId } = family;
  await chargeToken(call, { tenantId, applicationId: client.application.id });
  const decision = await decideAccess(services, { application: client.application, tenantId, account, access });
  // `.default` gives what there is; names must all be there.
  const isEnough = decision.missing.length === 0 || (access.permissions === 'all' && decision.held.length > 0);
  const [first] = isEnough ? [] : decision.missing;
  if (first !== undefined) {
    const consent = `no administrator of the tenant has consented to '${first.permission}' for the application`;
    throw new GrantError('consent-missing', consent);
  }
  const user = { family, userName: account.userName, displayName: account.displayName };
  const issued = await identity.issueUserToken({
    ...{ ...client, audience: access.audience, origin, user, scopes: decision.held },
  });
  const told = decision.held.map((name) => access.prefix + name);
  if (access.permissions === 'all') told.push(`${access.prefix}.default`);
  const openId = [...access.openId].filter((name) => name !== 'offline_access');
  return {
    issued,
    resource: access.audience.requested,
    user: {
      scope: [...told, ...openId].join(' '),
      refreshToken: await refreshToken(),
      idToken: access.openId.has('openid') ? await identity.issueIdToken({ user, origin, version, nonce }) : null,
      clientInfo: form.client_info === '1' ? clientInfo(family) : null,
    },
  };

  async function refreshToken(): Promise<string | null> {
    if (replaces !== undefined) return signIn.refreshTokens.replace(replaces, { family, scope });
    return access.openId.has('offline_access') ? signIn.refreshTokens.issue(family, scope) : null;
  }
}

function clientInfo({ personId, tenantId }: TokenFamily): string {
  return Buffer.from(JSON.stringify({ uid: personId, utid: tenantId })).toString('base64url');
}
