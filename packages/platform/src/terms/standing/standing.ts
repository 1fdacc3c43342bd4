// Everything that the gates need to know about who calls, as plain data read at one moment.

import type { QuotaProfile } from '../../quotas/index.js';
import type { PartyState } from '../../records/schema/index.js';

/** A permission of a resource, as granted and consented. */
export interface HeldPermission {
  readonly resource: string;
  readonly permission: string;
}

/** A separate agreement that governs the calls of an application (REG-7). */
export interface GoverningAgreement {
  readonly id: string;
  readonly name: string;
  readonly replacesTerms: boolean;
  readonly quotaProfile: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly validFrom: number;
  readonly validUntil: number | null;
}

/** A document of the terms that asks for acceptance or has been accepted. */
export interface TermsVersion {
  readonly document: string;
  readonly version: string;
  readonly hash: string;
  readonly effectiveAt: number;
  readonly acceptance: 'explicit' | 'deemed' | 'none';
}

/** How an application stands in a tenant. All times are milliseconds since the Unix epoch. */
export interface Standing {
  readonly tenant: {
    readonly id: string;
    readonly kind: 'production' | 'sandbox';
    readonly state: PartyState;
    readonly quotaProfile: string | null;
    /** Where its events lie in the lake; null for the home tables. */
    readonly namespace: string | null;
    /** Whether its tables answer to `TimeGenerated`. */
    readonly sentinelTime: boolean;
  };
  readonly owner: { readonly id: string; readonly state: PartyState };
  readonly application: {
    readonly id: string;
    readonly displayName: string;
    readonly state: PartyState;
    /** Of the tenant that it is registered in. */
    readonly homeTenantState: PartyState;
    readonly attestedAt: number;
    readonly previews: boolean;
  };
  /** The person signed in; null for the application on its own. */
  readonly person: { readonly id: string; readonly state: PartyState } | null;
  readonly licence: { readonly state: 'granted' | 'suspended' | 'revoked'; readonly reason: string } | null;
  /** Credentials by id; what is not here was removed. */
  readonly credentials: ReadonlyMap<string, { readonly expiresAt: number; readonly revokedAt: number | null }>;
  /** What the operator allows the application to ask for. */
  readonly granted: readonly HeldPermission[];
  /** Consents that were not withdrawn. */
  readonly consented: readonly (HeldPermission & { readonly id: string; readonly validUntil: number | null })[];
  /** Columns by table, null for all columns; null where no table was granted one by one: every table. */
  readonly tables: ReadonlyMap<string, readonly string[] | null> | null;
  /** Products that the tenant is licensed for; null for all. */
  readonly entitlements: ReadonlySet<string> | null;
  /** The application's own before its tenant's; validity is for the gate to judge. */
  readonly agreement: GoverningAgreement | null;
  /** `<document>@<version>` of every acceptance. */
  readonly accepted: ReadonlySet<string>;
}

/** What holds for every caller alike. */
export interface Rulebook {
  /** Newest effective first. */
  readonly documents: readonly TermsVersion[];
  /** The operator's own quota profiles. */
  readonly quotaProfiles: readonly QuotaProfile[];
  readonly confidentialRoutes: ReadonlySet<string>;
  readonly confidentialTables: ReadonlySet<string>;
}
