// Where a form may end up at besides here: some browsers hold the redirects that follow a form against its page's policy.

import { formTarget } from './page.js';

/**
 * The place of the `redirect_uri` in an authorization request that a page leads on to. It need not be registered: the
 * policy only says where forms may lead, and the request itself is checked when it is made.
 */
export function formTargetsOf(next: string): readonly string[] {
  const redirectUri = new URL(next, 'http://here.invalid').searchParams.get('redirect_uri');
  if (redirectUri === null || !URL.canParse(redirectUri)) return [];
  const target = formTarget(redirectUri);
  // A host may hold characters that mean something in a policy.
  return /^[a-z][a-z0-9+.-]*:(?:\/\/[\w.[\]:-]+)?$/i.test(target) ? [target] : [];
}
