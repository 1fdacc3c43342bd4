// Tables of parties and what they prove themselves with: tenants, owners, people, applications, credentials, keys.

import type { Generated } from 'kysely';

/** Whether a party may act: `terminated` is final. */
export type PartyState = 'active' | 'suspended' | 'terminated';

/** The customer organisation that applications, people and data belong to. */
export interface TenantTable {
  id: string;
  display_name: string;
  /** Lower case. */
  domain: string;
  /** A sandbox may be load tested and has test controls. */
  kind: Generated<'production' | 'sandbox'>;
  state: Generated<PartyState>;
  /** Name of the quota profile; null for the platform's default. */
  quota_profile: string | null;
  /** The agreement that governs all of its applications, null for the default terms. */
  agreement_id: string | null;
  /** Whether its tables answer to Sentinel's `TimeGenerated`. */
  sentinel_time: Generated<boolean>;
  created_at: number;
}

/** Whoever answers for applications: a person or company. */
export interface OwnerTable {
  id: string;
  display_name: string;
  email: string;
  /** Where warnings and notices are sent besides mail; null for none. */
  webhook_url: string | null;
  /** Set once the owner proved to receive at `webhook_url`. */
  webhook_verified_at: number | null;
  /** Sealed; signs what is sent to the webhook. */
  webhook_secret: string | null;
  state: Generated<PartyState>;
  created_at: number;
}

/** A person of a tenant, or of the platform itself where `tenant_id` is null (its operators). */
export interface PersonTable {
  id: string;
  tenant_id: string | null;
  /** Lower case; unique. */
  user_name: string;
  display_name: string;
  role: 'administrator' | 'user';
  state: Generated<PartyState>;
  /** scrypt; null before the first sign-in, or where an outside provider signs in. */
  password_hash: string | null;
  /** Sealed TOTP secret; null without. */
  totp_secret: string | null;
  /** Last time step whose TOTP code was used, so that none is used twice. */
  totp_last_step: number | null;
  /** Issuer and subject at an outside OpenID provider. */
  external_issuer: string | null;
  external_subject: string | null;
  created_at: number;
}

/** A registered client; `id` is its client id, `object_id` its identity inside the tenant. */
export interface ApplicationTable {
  id: string;
  /** Home tenant. */
  tenant_id: string;
  object_id: string;
  owner_id: string;
  display_name: string;
  home_page: string;
  /** One of the published purposes. */
  purpose: string;
  /** JSON array of the published data categories. */
  data_categories: string;
  privacy_statement_url: string;
  security_contact: string;
  /** JSON array of URLs; where sign-in may send people back to. */
  redirect_uris: string;
  /** A public client proves itself by PKCE or device code only. */
  is_public: boolean;
  /** Opted in to preview endpoints. */
  previews: boolean;
  state: Generated<PartyState>;
  /** Last time that its owner declared the registration to be true. */
  attested_at: number;
  agreement_id: string | null;
  created_at: number;
}

/** What an application proves itself with. Of a secret only a salted scrypt hash and its first characters are kept. */
export interface CredentialTable {
  id: string;
  application_id: string;
  kind: 'secret' | 'certificate';
  display_name: string;
  secret_hash: string | null;
  secret_hint: string | null;
  /** Base64url SHA-1 of the certificate. */
  x5t: string | null;
  /** Base64url SHA-256 of the certificate. */
  x5t_s256: string | null;
  /** SPKI as PEM. */
  public_key: string | null;
  created_at: number;
  expires_at: number;
  /** When it was withdrawn; null while it counts. */
  revoked_at: number | null;
}

/** A permission that the platform's operator allows an application to ask consent for. */
export interface PermissionGrantTable {
  application_id: string;
  resource: string;
  /** Name of the permission, application or delegated. */
  role: string;
  granted_at: number;
}

/** A token signing key. The private half is sealed, and erased once the key no longer signs. */
export interface SigningKeyTable {
  kid: string;
  sealed_private_key: string | null;
  /** JWK as JSON text, as published. */
  public_key: string;
  created_at: number;
  /** Signs until then. */
  retires_at: number;
  /** Published until then, when its last token has expired; null while it signs. */
  published_until: number | null;
}

/** Client assertions that were used, kept until they expire, for installations that accept each only once. */
export interface UsedAssertionTable {
  application_id: string;
  jti: string;
  expires_at: number;
}
