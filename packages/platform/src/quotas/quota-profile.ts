// What a quota profile is: limits as data, each with the place where its number was published.

/** Which of a profile's quotas a route counts against. */
export type QuotaName = 'incidents' | 'alerts' | 'hunting' | 'ingest' | 'token' | 'administration';

/** Every quota name, in the order in which they are shown. */
export const quotaNames = [
  'incidents',
  'alerts',
  'hunting',
  'ingest',
  'token',
  'administration',
] as const satisfies readonly QuotaName[];

/**
 * Over what calls are counted together: all applications of a tenant; all applications of an owner, in whichever
 * tenants they call; one application in one tenant.
 */
export type QuotaScope = 'tenant' | 'owner' | 'application';

/** Every scope, from the widest to the narrowest that a caller would think of. */
export const quotaScopes = ['tenant', 'owner', 'application'] as const satisfies readonly QuotaScope[];

/** What a limit counts: admitted calls, or milliseconds of measured running time. */
export type QuotaUnit = 'calls' | 'ms';

/** At most `amount` within any stretch of `windowMs`, counted separately in each of `scopes`. */
export interface QuotaLimit {
  /** Unique within its quota: `calls-per-minute`. */
  readonly name: string;
  readonly unit: QuotaUnit;
  /** Calls, or milliseconds of running time; a whole number above 0. */
  readonly amount: number;
  /** Milliseconds, from 1 to `longestWindowMs`. */
  readonly windowMs: number;
  readonly scopes: readonly QuotaScope[];
  /** Where the number was published, and what of it is our own reading. */
  readonly source: string;
}

/** A named set of limits; a quota that it does not name is unlimited. */
export interface QuotaProfile {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  /** Day of the publication on which it rests: `2021-10-01`. */
  readonly date: string;
  /** True where only sandbox tenants may be under it. */
  readonly sandboxOnly: boolean;
  readonly quotas: Readonly<Partial<Record<QuotaName, readonly QuotaLimit[]>>>;
}

/** The longest window that a limit may have, in milliseconds: 31 days. What is older is forgotten. */
export const longestWindowMs = 31 * 86_400_000;
