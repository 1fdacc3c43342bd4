// Tables of the terms: licences, consents, grants, documents and their acceptance, agreements, block lists.

import type { Generated } from 'kysely';

/** What a tenant lets an application do at all (LIC-1); none, no call. */
export interface LicenceTable {
  tenant_id: string;
  application_id: string;
  state: 'granted' | 'suspended' | 'revoked';
  reason: string;
  since: number;
}

/** An administrator's consent for one permission. Withdrawn and superseded ones are kept. */
export interface ConsentTable {
  id: string;
  tenant_id: string;
  application_id: string;
  resource: string;
  permission: string;
  /** Counts the consents for this permission, from 1. */
  version: number;
  given_by: string;
  given_at: number;
  method: 'consent-page' | 'administrator-api' | 'command-line' | 'first-start';
  source_address: string | null;
  valid_until: number | null;
  withdrawn_by: string | null;
  withdrawn_at: number | null;
  superseded_by: string | null;
  /** As given, in the fields of ISO/IEC TS 27560: canonical JSON. */
  receipt: string;
  /** Hex SHA-256 of `receipt`. */
  receipt_hash: string;
}

/** A table that an application may read; an application without any row here reads every table it is entitled to. */
export interface TableGrantTable {
  tenant_id: string;
  application_id: string;
  table_name: string;
  /** JSON array of columns; null for all. */
  columns: string | null;
  granted_at: number;
}

/** A product whose tables a tenant is licensed for; a tenant without any row here is licensed for all. */
export interface EntitlementTable {
  tenant_id: string;
  product: string;
  granted_at: number;
}

/** A version of a document of the terms. */
export interface TermsDocumentTable {
  /** `api-terms`, `acceptable-use`, `privacy-statement`. */
  document: string;
  version: string;
  title: string;
  /** Markdown with clause ids. */
  body: string;
  /** Hex SHA-256 of `body`. */
  hash: string;
  published_at: number;
  effective_at: number;
  /** `deemed`: a call after the effective date counts as acceptance. `none`: no acceptance is needed. */
  acceptance: 'explicit' | 'deemed' | 'none';
}

/** Who accepted which version. */
export interface AcceptanceTable {
  id: string;
  application_id: string;
  document: string;
  version: string;
  hash: string;
  accepted_by: string;
  accepted_at: number;
  source_address: string | null;
  method: 'explicit' | 'deemed';
}

/** A separate agreement (REG-7): replaces the default terms, the quotas or both. */
export interface AgreementTable {
  id: string;
  name: string;
  body: string;
  hash: string;
  replaces_terms: boolean;
  quota_profile: string | null;
  valid_from: number;
  valid_until: number | null;
  created_at: number;
}

/** What is refused by address or name (AUP-8). */
export interface BlockTable {
  id: string;
  /** Shared by what was added in one go. */
  batch: string;
  kind: 'cidr' | 'domain' | 'mail-server';
  value: string;
  direction: 'inbound' | 'outbound' | 'both';
  reason: string;
  created_at: number;
  until: number | null;
}

/** A label that makes an endpoint or table confidential (CHG-4). */
export interface LabelTable {
  kind: 'route' | 'table';
  name: string;
  label: Generated<'confidential'>;
  created_at: number;
}
