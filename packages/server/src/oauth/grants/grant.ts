// What a grant of the token endpoint is.

import type { IssuedToken } from '@gamekeeper/platform';
import type { Call } from '../../http/define-route.js';
import type { AddressedTenant } from '../addressed-tenant.js';
import type { TokenForm } from '../client-credentials.js';

/** Which token endpoint was asked. */
export type TokenVersion = '1.0' | '2.0';

export interface GrantRequest {
  readonly call: Call;
  readonly tenant: AddressedTenant;
  readonly form: TokenForm;
  readonly version: TokenVersion;
}

/** What a person's sign-in adds to an access token. */
export interface UserTokens {
  /** What the token may do, as the client writes it. */
  readonly scope: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** Base64url JSON that MSAL asks for. */
  readonly clientInfo: string | null;
}

export interface GrantedTokens {
  readonly issued: IssuedToken;
  /** The resource as it was asked for. */
  readonly resource: string;
  /** Null for tokens of the application itself. */
  readonly user: UserTokens | null;
}

export type Grant = (request: GrantRequest) => Promise<GrantedTokens>;
