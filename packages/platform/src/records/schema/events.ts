// The append-only trail of changes.

/** What was changed, by whom and why; rows are only ever added, each bound to the one before by its hash. */
export interface EventTable {
  /** 1, 2, 3, … without gaps. */
  id: number;
  at: number;
  actor: string;
  kind: string;
  subject: string;
  /** JSON text; holds no secret. */
  detail: string;
  /** Hex SHA-256 of the event before; unique, so that no two events follow the same one. */
  previous_hash: string;
  hash: string;
}
