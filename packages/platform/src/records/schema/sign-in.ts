// Tables of people's sign-in. Tokens and codes are kept as hashes only.

/** A browser session. */
export interface SessionTable {
  /** Hex SHA-256 of the cookie's value. */
  id: string;
  person_id: string;
  /** How the person proved themselves, space separated values of RFC 8176: `pwd`, `pwd mfa`, `fed`. */
  amr: string;
  created_at: number;
  expires_at: number;
}

/** One sign-in of a person to an application; all tokens that stem from it end with it. */
export interface TokenFamilyTable {
  id: string;
  application_id: string;
  person_id: string;
  tenant_id: string;
  amr: string;
  /** When the person proved themselves. */
  signed_in_at: number;
  created_at: number;
  revoked_at: number | null;
}

/** An authorization code; kept after its use so that a second use is noticed. */
export interface AuthorizationCodeTable {
  code_hash: string;
  family_id: string;
  redirect_uri: string;
  /** Space separated, as asked; on v1 made of the resource. */
  scope: string;
  nonce: string | null;
  code_challenge: string | null;
  expires_at: number;
  redeemed_at: number | null;
}

/** A refresh token; each use replaces it, and a second use ends its whole family. */
export interface RefreshTokenTable {
  token_hash: string;
  family_id: string;
  scope: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

/** A device code that waits for its person. */
export interface DeviceCodeTable {
  device_code_hash: string;
  /** Eight letters. */
  user_code: string;
  application_id: string;
  /** The tenant addressed; null for that of whoever approves. */
  tenant_id: string | null;
  scope: string;
  expires_at: number;
  /** Set once it was approved. */
  family_id: string | null;
  state: 'pending' | 'approved' | 'declined' | 'redeemed';
}

/** A link that lets a person set a password once: the first administrator's, or an invitation. */
export interface InvitationTable {
  token_hash: string;
  person_id: string;
  expires_at: number;
  used_at: number | null;
}
