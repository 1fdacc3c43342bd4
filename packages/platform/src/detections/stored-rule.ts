// Rules and their runs between the rows of the state and plain data.

import type { Selectable } from 'kysely';
import type { DetectionRuleTable, DetectionRunTable } from '../records/schema/detections.js';
import type { DetectionRule } from './rule.js';

/** How a run ended: `partiallyFailed` where not all of its rows became alerts. */
export type RunStatus = 'completed' | 'partiallyFailed' | 'failed';

/** Codes of failed runs, as the Graph names them (wire contract §6.3). */
export type RunErrorCode =
  | 'queryExecutionFailed'
  | 'queryExecutionThrottling'
  | 'queryExceededResultSize'
  | 'queryLimitsExceeded'
  | 'queryTimeout'
  | 'alertCreationFailed'
  | 'partialRowsFailed';

/** One run over one window. Times are milliseconds since the Unix epoch. */
export interface RuleRun {
  readonly tenantId: string;
  readonly ruleId: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly status: RunStatus;
  /** 1 where the first attempt succeeded. */
  readonly attempts: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly errorCode: RunErrorCode | null;
  readonly error: string | null;
  readonly rows: number;
  /** Alerts raised that had not been raised before. */
  readonly alerts: number;
  readonly suppressed: number;
  /** Alerts beyond the most that a run raises, which wait for the next run. */
  readonly surplus: number;
  /** From the end of the window to the end of the run. */
  readonly lagMs: number;
}

/** A rule of a tenant as it stands. */
export interface StoredRule {
  readonly tenantId: string;
  readonly rule: DetectionRule;
  /** When it was switched off because it kept failing; null while it was not. */
  readonly autoDisabledAt: number | null;
  /** Failures one after the other. */
  readonly failures: number;
  readonly nextWindowEnd: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly changedBy: string;
  readonly changedAt: number;
  readonly lastRun: RuleRun | null;
}

export const ruleOf = (row: Pick<DetectionRuleTable, 'definition' | 'is_enabled'>): DetectionRule => ({
  ...(JSON.parse(row.definition) as DetectionRule),
  isEnabled: row.is_enabled,
});

export const storedRule = (
  row: Selectable<DetectionRuleTable>,
  lastRun: Selectable<DetectionRunTable> | undefined,
): StoredRule => ({
  ...{ tenantId: row.tenant_id, rule: ruleOf(row), autoDisabledAt: row.disabled_at, failures: row.failures },
  ...{ nextWindowEnd: row.next_window_end, createdBy: row.created_by, createdAt: row.created_at },
  ...{ changedBy: row.changed_by, changedAt: row.changed_at, lastRun: lastRun ? runOf(lastRun) : null },
});

export const runOf = (row: Selectable<DetectionRunTable>): RuleRun => ({
  ...{ tenantId: row.tenant_id, ruleId: row.rule_id },
  ...{ windowStart: row.window_start, windowEnd: row.window_end, status: row.status as RunStatus },
  ...{ attempts: row.attempts, startedAt: row.started_at, endedAt: row.ended_at },
  ...{ errorCode: row.error_code as RunErrorCode | null, error: row.error, rows: row.row_count },
  ...{ alerts: row.alert_count, suppressed: row.suppressed, surplus: row.surplus, lagMs: row.lag_ms },
});

export const runRow = (run: RuleRun): DetectionRunTable => ({
  ...{ tenant_id: run.tenantId, rule_id: run.ruleId, window_start: run.windowStart, window_end: run.windowEnd },
  ...{ status: run.status, attempts: run.attempts, started_at: run.startedAt, ended_at: run.endedAt },
  ...{ error_code: run.errorCode, error: run.error, row_count: run.rows, alert_count: run.alerts },
  ...{ suppressed: run.suppressed, surplus: run.surplus, lag_ms: run.lagMs },
});
