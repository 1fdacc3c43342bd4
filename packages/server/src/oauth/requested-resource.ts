// Finds out which resource a token is asked for: `resource` on the v1 endpoint, `<resource>/.default` on v2 (wire contract 1.2).

import { oauthRefusal } from '../wire/oauth-wire.js';
import { missing, type TokenForm } from './client-credentials.js';

const suffix = '/.default';

/** The v1 endpoint's `resource`; a v2 `scope` is understood where only that was sent. */
export function resourceOfV1(form: TokenForm): string {
  if (form.resource) return form.resource;
  if (form.scope) return resourceOfV2(form);
  throw missing('resource');
}

/**
 * The resource of a v2 `scope`, kept as it was written.
 * @example resourceOfV2({ scope: 'https://graph.microsoft.com//.default' }) === 'https://graph.microsoft.com/'
 */
export function resourceOfV2({ scope }: TokenForm): string {
  if (!scope) throw missing('scope');
  const scopes = scope.split(/\s+/).filter((part) => part !== '');
  const [only = ''] = scopes;
  if (scopes.length !== 1 || !only.endsWith(suffix) || only.length === suffix.length) {
    throw oauthRefusal(
      'scope-malformed',
      `the provided value for scope '${scope}' is not valid: expected one resource followed by ${suffix}`,
    );
  }
  return only.slice(0, -suffix.length);
}
