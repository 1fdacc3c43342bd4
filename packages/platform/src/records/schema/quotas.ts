// Tables of the quotas.

/** A profile of the operator's own; the platform's are in the code. */
export interface QuotaProfileTable {
  name: string;
  /** JSON. */
  definition: string;
  created_at: number;
}

/** What a key has used, shared by all nodes of a Postgres server. */
export interface QuotaStateTable {
  key: string;
  /** JSON. */
  state: string;
  updated_at: number;
}
