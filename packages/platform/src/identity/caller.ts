// Who makes a call, as read from a verified token.

/** The authenticated caller of one request. */
export interface Caller {
  readonly tenantId: string;
  /** Client id of the application. */
  readonly applicationId: string;
  /** The credential that obtained the token; null when the operator minted it on the same machine. */
  readonly credentialId: string | null;
  /** The signed-in user; null for app-only tokens. */
  readonly userId: string | null;
  /** Application roles in the token. */
  readonly roles: readonly string[];
  /** Delegated permissions in the token (`scp`): what the application may do for the user; empty for app-only tokens. */
  readonly scopes: readonly string[];
  /** The sign-in that the token stems from; null for app-only tokens. */
  readonly familyId: string | null;
  /** The token's `aud`, as requested. */
  readonly audience: string;
  /** The token's unique id (`uti`). */
  readonly tokenId: string;
}
