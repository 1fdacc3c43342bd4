// What the platform writes down about one call; every field is there, so that "none" is written out.

/** What a hunt adds to its call's row. */
export interface AuditedHunt {
  /** KQL text; the row keeps its first 8,192 characters and the SHA-256 of all. */
  readonly query: string;
  /** Tables that the query reads; null when it was refused before that was known. */
  readonly tables: readonly string[] | null;
  readonly rows: number | null;
  /** Whether the row limit cut the answer; null when there was none. */
  readonly truncated: boolean | null;
  /** Milliseconds charged. */
  readonly runningTimeMs: number | null;
  readonly peakMemoryBytes: number | null;
}

/** One call, admitted or refused. Texts are cut at 1,024 characters where nothing else is said; none of them may be a secret. */
export interface AuditRow {
  /** Milliseconds since the Unix epoch at which the call arrived. */
  readonly at: number;
  readonly requestId: string;
  readonly clientRequestId: string | null;
  /** Null while the caller is not known: such a row is for the platform's operator only. */
  readonly tenantId: string | null;
  readonly tenantKind: 'production' | 'sandbox' | null;
  readonly ownerId: string | null;
  readonly applicationId: string | null;
  readonly applicationName: string | null;
  readonly credentialId: string | null;
  readonly tokenId: string | null;
  readonly userId: string | null;
  /** All permissions in the token. */
  readonly roles: readonly string[];
  readonly ipAddress: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly userAgent: string | null;
  readonly method: string;
  /** `https://host:port` as the client addressed it. */
  readonly origin: string | null;
  /** Pattern of the route; null where none fits. */
  readonly route: string | null;
  /** Without query string, which may carry what is nobody's business. */
  readonly path: string;
  /** `defender`, `mde`, `graph`, `oauth`, `platform`. */
  readonly wire: string;
  /** The permission by which the route was opened. */
  readonly permission: string | null;
  readonly quota: string | null;
  readonly quotaProfile: string | null;
  /** The gate that refused; null when the call was admitted. */
  readonly gate: string | null;
  /** Machine-readable reason of a refusal or failure. */
  readonly reason: string | null;
  readonly statusCode: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Milliseconds from arrival to the end of the answer. */
  readonly durationMs: number;
  readonly hunt: AuditedHunt | null;
  readonly termsVersion: string | null;
  /** Id of the separate agreement that governed the call (REG-7); null for the default terms. */
  readonly agreement: string | null;
  /** Ids of the consents that admitted the call. */
  readonly consents: readonly string[];
  readonly additionalFields: Readonly<Record<string, string | number | boolean | null>> | null;
}
