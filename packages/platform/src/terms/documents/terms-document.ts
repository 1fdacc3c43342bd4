// What a document of the terms is: a title, clauses with stable ids, and how it is accepted.

/** Who needs to do what before calling under a document. */
export type AcceptanceRule = 'explicit' | 'deemed' | 'none';

/** A published version of a document. */
export interface TermsDocument {
  /** `api-terms`, `acceptable-use`, `privacy-statement` or one of the operator's own. */
  readonly document: string;
  readonly version: string;
  readonly title: string;
  /** Markdown; every heading below the title ends in a clause id: `## 3. Licence {#API-3}`. */
  readonly body: string;
  /** Hex SHA-256 of `body`. */
  readonly hash: string;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly publishedAt: number;
  readonly effectiveAt: number;
  /**
   * `explicit`: whoever has not accepted from the effective date on is refused; `deemed`: the next call is recorded as
   * acceptance; `none`: nothing is asked.
   */
  readonly acceptance: AcceptanceRule;
}

/** A heading with its text, up to the next heading. */
export interface Clause {
  /** `API-3b`. */
  readonly id: string;
  readonly heading: string;
  readonly text: string;
}
