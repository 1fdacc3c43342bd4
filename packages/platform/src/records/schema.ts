// The state's tables as Kysely sees them; `migrations/` creates them. All times are milliseconds since the Unix epoch.

import type { Generated } from 'kysely';

/** The customer organisation that applications, people and data belong to. */
export interface TenantTable {
  id: string;
  display_name: string;
  /** Lower case. */
  domain: string;
  created_at: number;
}

/** A person who administers a tenant. */
export interface AdministratorTable {
  id: string;
  tenant_id: string;
  user_name: string;
  display_name: string;
  created_at: number;
}

/** A registered client; `id` is its client id, `object_id` its identity inside the tenant. */
export interface ApplicationTable {
  id: string;
  tenant_id: string;
  object_id: string;
  display_name: string;
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
}

/** A role of a resource that an application holds. */
export interface PermissionGrantTable {
  application_id: string;
  resource: string;
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

/** What was changed, by whom and why; rows are only ever added. */
export interface EventTable {
  id: Generated<number>;
  at: number;
  actor: string;
  kind: string;
  subject: string;
  /** JSON text; holds no secret. */
  detail: string;
}

/** All tables of the state. */
export interface RecordsSchema {
  tenant: TenantTable;
  administrator: AdministratorTable;
  application: ApplicationTable;
  credential: CredentialTable;
  permission_grant: PermissionGrantTable;
  signing_key: SigningKeyTable;
  used_assertion: UsedAssertionTable;
  event: EventTable;
}
