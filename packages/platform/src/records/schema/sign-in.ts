// Tables of people's sign-in. Tokens and codes are kept as hashes only.

/** A browser session. */
export interface SessionTable {
  /** Hex SHA-256 of the cookie's value. */
  id: string;
  person_id: string;
  created_at: number;
  expires_at: number;
}

/** An authorization code that was not redeemed yet. */
export interface AuthorizationCodeTable {
  code_hash: string;
  application_id: string;
  person_id: string;
  tenant_id: string;
  redirect_uri: string;
  audience: string;
  /** Space separated, as asked. */
  scope: string;
  nonce: string | null;
  code_challenge: string | null;
  challenge_method: 'S256' | 'plain' | null;
  expires_at: number;
  redeemed_at: number | null;
}

/** A refresh token; each use replaces it, and a second use ends its whole family. */
export interface RefreshTokenTable {
  token_hash: string;
  family_id: string;
  application_id: string;
  person_id: string;
  tenant_id: string;
  audience: string;
  scope: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

/** A device code that waits for its person. */
export interface DeviceCodeTable {
  device_code_hash: string;
  user_code: string;
  application_id: string;
  tenant_id: string | null;
  audience: string;
  scope: string;
  expires_at: number;
  last_poll_at: number | null;
  person_id: string | null;
  state: 'pending' | 'approved' | 'declined' | 'redeemed';
}

/** A link that signs a person in once: the first administrator's, or an invitation. */
export interface InvitationTable {
  token_hash: string;
  person_id: string;
  expires_at: number;
  used_at: number | null;
}
