// Tables of what is sent to people.

/** A notice, kept as the proof that it was sent. */
export interface NoticeTable {
  id: string;
  /** `quota-warning`, `attestation-due`, `terms-published`, … */
  kind: string;
  /** `owner:<id>`, `tenant:<id>`. */
  recipient: string;
  /** What keeps it from being kept twice, within its kind and recipient. */
  deduplication_key: string;
  /** JSON. */
  payload: string;
  created_at: number;
  attempts: number;
  /** Null while it waits for an address, and once it is settled. */
  next_attempt_at: number | null;
  delivered_at: number | null;
  failed_at: number | null;
  /** HTTP status of the last attempt that was answered. */
  last_status: number | null;
  last_error: string | null;
}
