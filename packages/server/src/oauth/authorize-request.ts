// Reads an authorization request (RFC 6749 4.1.1, RFC 7636, RFC 9700): what is wrong with client or address is told to the person,
// anything else to the client.

import type { Application } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import { isLoopback } from '../http/origins.js';
import { Refusal } from '../http/refusal.js';
import { pageRefusal } from '../wire/page-wire.js';
import type { AuthorizeFault } from './authorize-fault.js';
import type { TokenVersion } from './grants/grant.js';
import { type RequestedAccess, readAccess, scopeOfResource } from './requested-access.js';

/** How the answer travels to the client. */
export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** What suffices to answer the client at all. */
export interface ReplyAddress {
  readonly application: Application;
  readonly redirectUri: string;
  readonly mode: ResponseMode;
  readonly state: string | null;
}

export interface AuthorizeRequest {
  readonly scope: string;
  readonly access: RequestedAccess;
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly prompt: 'none' | 'login' | 'consent' | 'usual';
  readonly loginHint: string | null;
  /** Seconds since the person's sign-in at most. */
  readonly maxAge: number | null;
}

/** Reads fields of the query; one that is sent twice is refused (RFC 6749 3.1). */
export type QueryReader = (name: string) => string | null;

export function queryReader(query: Readonly<Record<string, string | readonly string[]>>): QueryReader {
  return (name) => {
    const value = Object.hasOwn(query, name) ? query[name] : undefined;
    if (typeof value === 'object')
      throw pageRefusal(400, 'Not understood', `The request names ${name} more than once.`);
    return value === undefined || value === '' ? null : value;
  };
}

/** @throws a page's refusal: nobody is ever sent to an address that the application did not register. */
export async function readReplyAddress({ services }: Call, read: QueryReader): Promise<ReplyAddress> {
  const clientId = read('client_id') ?? '';
  const application = await services.identity.parties.applications.find(clientId);
  if (application === null) {
    throw pageRefusal(400, 'Unknown application', `No application is registered as '${clientId}' (AADSTS700016).`);
  }
  const redirectUri = read('redirect_uri') ?? '';
  if (!application.redirectUris.some((registered) => isSameAddress(registered, redirectUri))) {
    const found = redirectUri === '' ? 'none' : `'${redirectUri}'`;
    const message = `The redirect address is not one that ${application.displayName} registered; found ${found} (AADSTS50011).`;
    throw pageRefusal(400, 'Unknown address', message);
  }
  const mode = read('response_mode') ?? 'query';
  if (mode !== 'query' && mode !== 'fragment' && mode !== 'form_post') {
    throw pageRefusal(400, 'Not understood', `response_mode: expected query, fragment or form_post, found '${mode}'.`);
  }
  return { application, redirectUri, mode, state: read('state') };
}

/** Letter by letter, but for the port of an http address of the person's own machine (RFC 8252 7.3). */
function isSameAddress(registered: string, sent: string): boolean {
  if (registered === sent) return true;
  if (!URL.canParse(registered) || !URL.canParse(sent)) return false;
  const [known, asked] = [new URL(registered), new URL(sent)];
  if (known.protocol !== 'http:' || !isLoopback(known.hostname) || asked.username !== '' || asked.password !== '') {
    return false;
  }
  known.port = asked.port;
  // The text sent must be in its plain form, so that nothing in it reads differently elsewhere.
  return known.href === asked.href && (sent === asked.href || `${sent}/` === asked.href);
}

/** The fault to send to the client, or the request. */
export function readAuthorizeRequest(
  { services }: Call,
  read: QueryReader,
  { application }: ReplyAddress,
  version: TokenVersion,
): AuthorizeRequest | AuthorizeFault {
  const fault = (error: string, number: number, description: string): AuthorizeFault => ({
    error,
    number,
    description,
  });
  const responseType = read('response_type');
  if (responseType !== 'code') {
    const description = `response_type: expected code, found ${responseType ?? 'none'}`;
    return fault(responseType === null ? 'invalid_request' : 'unsupported_response_type', 70005, description);
  }
  if (read('request') !== null || read('request_uri') !== null) {
    return fault('request_not_supported', 90014, 'request objects are not supported');
  }
  const challenge = read('code_challenge');
  const method = read('code_challenge_method');
  if (challenge === null && application.isPublic) {
    return fault('invalid_request', 9002325, 'a public client must send a code_challenge (PKCE)');
  }
  if (challenge !== null && (method !== 'S256' || !/^[\w-]{43}$/.test(challenge))) {
    return fault('invalid_request', 501491, 'code_challenge: expected the S256 form, 43 characters of base64url');
  }
  const prompt = read('prompt') ?? 'usual';
  const known = ['none', 'login', 'consent', 'select_account', 'usual'];
  if (!known.includes(prompt))
    return fault('invalid_request', 90023, `prompt: expected one of ${known.slice(0, 4).join(', ')}`);
  const maxAge = read('max_age');
  if (maxAge !== null && !/^\d{1,9}$/.test(maxAge)) {
    return fault('invalid_request', 90014, 'max_age: expected a number of seconds');
  }
  const resource = read('resource');
  const scope = version === '1.0' && resource !== null ? scopeOfResource(resource) : read('scope');
  if (scope === null) return fault('invalid_request', 900144, "the request must contain the parameter 'scope'");
  let access: RequestedAccess;
  try {
    access = readAccess(scope, services.identity);
  } catch (error) {
    if (error instanceof Refusal) return fault(error.code, error.number ?? 70011, error.message);
    throw error;
  }
  return {
    ...{ scope, access, challenge, nonce: read('nonce'), loginHint: read('login_hint') },
    prompt:
      prompt === 'none' || prompt === 'login' || prompt === 'consent' ? prompt : prompt === 'usual' ? 'usual' : 'login',
    maxAge: maxAge === null ? null : Number(maxAge),
  };
}
