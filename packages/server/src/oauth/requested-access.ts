// Reads a person's scope: which resource, which of its permissions, and which of OpenID's own scopes (wire contract 1.2, 1.4).

import type { Audience, Identity } from '@gamekeeper/platform';
import { oauthRefusal } from '../wire/oauth-wire.js';

const openIdScopes = ['openid', 'profile', 'email', 'offline_access'] as const;
type OpenIdScope = (typeof openIdScopes)[number];

/** The resource of scopes that name none. */
const usualResource = 'https://graph.microsoft.com';
const everything = '.default';

export interface RequestedAccess {
  readonly audience: Audience;
  /** Permissions by name; `all` for everything that was consented to (`.default`). */
  readonly permissions: readonly string[] | 'all';
  readonly openId: ReadonlySet<OpenIdScope>;
  /** The resource's part in front of each permission, as it was written; empty where it was left out. */
  readonly prefix: string;
}

/**
 * @throws a refusal: `invalid_scope` for more than one resource or for `.default` beside names, `invalid_resource` for
 * a resource that nobody serves.
 * @example readAccess('https://graph.microsoft.com/ThreatHunting.Read.All offline_access', identity)
 */
export function readAccess(scope: string, identity: Pick<Identity, 'resolveAudience'>): RequestedAccess {
  const words = [...new Set(scope.split(/\s+/).filter((word) => word !== ''))];
  const isOpenId = (word: string): word is OpenIdScope => (openIdScopes as readonly string[]).includes(word);
  const named = words.filter((word) => !isOpenId(word)).map(splitScope);
  const [first = { prefix: '', name: '' }] = named;
  if (named.some(({ prefix }) => prefix !== first.prefix)) {
    throw malformed(scope, 'expected permissions of one resource, found several');
  }
  const names = named.map(({ name }) => name);
  if (names.includes(everything) && names.length > 1) {
    throw malformed(scope, `expected either ${everything} or names of permissions, found both`);
  }
  const resource = first.prefix === '' ? usualResource : first.prefix.slice(0, -1);
  const audience = identity.resolveAudience(resource);
  if (audience === null) {
    throw oauthRefusal('resource-unknown', `the resource '${resource}' was not found in the tenant`);
  }
  return {
    audience,
    permissions: names.includes(everything) ? 'all' : names,
    openId: new Set(words.filter(isOpenId)),
    prefix: first.prefix,
  };
}

/** The scope that stands for a v1 request: everything of its resource, with refresh and id token as v1 always gives. */
export function scopeOfResource(resource: string): string {
  return `${resource}/${everything} openid profile offline_access`;
}

/** `https://host/Name` into `https://host/` and `Name`. */
function splitScope(word: string): { readonly prefix: string; readonly name: string } {
  const at = word.lastIndexOf('/') + 1;
  return { prefix: word.slice(0, at), name: word.slice(at) };
}

function malformed(scope: string, detail: string) {
  return oauthRefusal('scope-malformed', `the provided value for scope '${scope}' is not valid: ${detail}`);
}
