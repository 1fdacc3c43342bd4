// Tables of detection rules. Times are milliseconds since the Unix epoch; JSON columns hold text.

import type { Generated } from 'kysely';

export interface DetectionRuleTable {
  tenant_id: string;
  id: string;
  display_name: string;
  /** The rule as JSON. */
  definition: string;
  is_enabled: boolean;
  /** When it was switched off because it kept failing. */
  disabled_at: number | null;
  /** End of the window that runs next. */
  next_window_end: number;
  /** Failures of that window, one after the other. */
  failures: Generated<number>;
  retry_at: number | null;
  /** Who runs it now. */
  claim: string | null;
  claimed_until: number | null;
  created_by: string;
  created_at: number;
  changed_by: string;
  changed_at: number;
}

export interface DetectionRunTable {
  tenant_id: string;
  rule_id: string;
  window_end: number;
  window_start: number;
  status: string;
  attempts: number;
  started_at: number;
  ended_at: number;
  error_code: string | null;
  error: string | null;
  row_count: number;
  alert_count: number;
  suppressed: number;
  surplus: number;
  lag_ms: number;
}

/** A row that was alerted on. */
export interface DetectionRowTable {
  tenant_id: string;
  rule_id: string;
  identity: string;
  at: number;
}

/** What is to be sent for an alert. */
export interface DetectionErrandTable {
  id: Generated<number>;
  tenant_id: string;
  rule_id: string;
  alert_id: string;
  /** The action as JSON. */
  action: string;
  attempts: Generated<number>;
  /** Null once it was given up. */
  next_attempt_at: number | null;
  last_error: string | null;
  created_at: number;
}

/** How far a tenant's `AlertInfo` was read into the queue. */
export interface LakeAlertMarkTable {
  tenant_id: string;
  /** Changes with the rows of `AlertInfo`. */
  mark: string;
}
