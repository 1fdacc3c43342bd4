// Tables of what is sent to people.

/** A notice, kept as the proof that it was sent. */
export interface NoticeTable {
  id: string;
  /** `quota-warning`, `attestation-due`, `terms-published`, … */
  kind: string;
  /** `owner:<id>`, `tenant:<id>`. */
  recipient: string;
  /** What keeps it from being sent twice. */
  deduplication_key: string;
  /** JSON. */
  payload: string;
  created_at: number;
  attempts: number;
  next_attempt_at: number | null;
  delivered_at: number | null;
  failed_at: number | null;
  last_error: string | null;
}
