// What a consent is and how it is asked for: the words that the consent page, the gate and the command line share.

/** How a consent was given. */
export type ConsentMethod = 'consent-page' | 'administrator-api' | 'command-line' | 'first-start';

/** A permission of a resource: `{ resource: 'graph', permission: 'ThreatHunting.Read.All' }`. */
export interface ConsentPermission {
  readonly resource: string;
  readonly permission: string;
}

/** One permission that a tenant's administrator allowed an application, live or withdrawn. */
export interface Consent extends ConsentPermission {
  readonly id: string;
  readonly tenantId: string;
  readonly applicationId: string;
  /** Counts the consents for this very permission: 1, 2, 3, …; only the newest can be live. */
  readonly version: number;
  /** `person:<id>`, `operator`, `system`. */
  readonly givenBy: string;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly givenAt: number;
  readonly method: ConsentMethod;
  readonly sourceAddress: string | null;
  /** Counts until then; null until it is withdrawn. */
  readonly validUntil: number | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnAt: number | null;
  /** Id of the later consent that replaced it. */
  readonly supersededBy: string | null;
  /** Hex SHA-256 of the receipt as it was given. */
  readonly receiptHash: string;
}

/** What is asked of an administrator. */
export interface ConsentRequest {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly permissions: readonly ConsentPermission[];
}

export interface ConsentOptions extends ConsentRequest {
  readonly givenBy: string;
  readonly method: ConsentMethod;
  readonly sourceAddress?: string | null;
  readonly validUntil?: number | null;
  /** `ConsentNotice.hash` of what the administrator saw; another notice by now refuses the consent. */
  readonly noticeHash?: string;
}

/** Which consents to withdraw: one, or all that a tenant gave an application, or those for one permission. */
export type ConsentSelection =
  | { readonly id: string }
  | {
      readonly tenantId: string;
      readonly applicationId: string;
      readonly resource?: string;
      readonly permission?: string;
    };
