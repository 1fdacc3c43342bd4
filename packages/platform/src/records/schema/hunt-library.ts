// Tables of what people keep for their hunts: functions and queries.

/** A stored function of a tenant. */
export interface StoredFunctionTable {
  tenant_id: string;
  name: string;
  /** KQL, with parentheses. */
  parameters: string;
  /** KQL, with braces. */
  body: string;
  folder: string;
  docstring: string;
  created_at: number;
  changed_at: number;
}

/** A query that somebody saved. */
export interface SavedHuntTable {
  id: string;
  tenant_id: string;
  name: string;
  folder: string;
  description: string;
  query: string;
  /** JSON: the parameters that the query declares. */
  parameters: string;
  /** `person:<id>`, `application:<id>` or `operator`. */
  saved_by: string;
  /** Whether everybody who hunts in the tenant sees it. */
  shared: boolean;
  created_at: number;
  changed_at: number;
}
