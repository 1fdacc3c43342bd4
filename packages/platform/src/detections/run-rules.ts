// Runs rules window by window: claimed by one node, and settled in the transaction that raises the alerts, so that each window counts once.

import { randomUUID } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import type { Clock } from '../clock.js';
import { HuntError, type HuntingService } from '../hunting/hunting-service.js';
import type { Incidents, RaisedAlert } from '../incidents/index.js';
import type { Notices } from '../notices/index.js';
import type { Records } from '../records/index.js';
import type { DetectionRuleTable } from '../records/schema/detections.js';
import type { RecordsSchema } from '../records/schema/index.js';
import type { RuleWindow } from './build-alerts.js';
import { isOfQuery } from './check-rule.js';
import { DetectionsError } from './detections-error.js';
import { type Look, lookAt } from './look.js';
import type { DetectionRule } from './rule.js';
import type { RuleScopes } from './rule-scope.js';
import { type RuleRun, type RunErrorCode, ruleOf, runRow } from './stored-rule.js';
import { type WeighedAlerts, weighAlerts } from './weigh-alerts.js';
import { windowEndAfter, windowEnding } from './windows.js';

export interface RunRulesOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly hunting: Pick<HuntingService, 'hunt'>;
  readonly incidents: Pick<Incidents, 'raise'>;
  readonly notices: Pick<Notices, 'send'>;
  readonly scopes: RuleScopes;
}

/** What came of rules that were looked at by hand. */
export interface BackfillReport {
  readonly windows: number;
  readonly rows: number;
  readonly alerts: number;
  readonly suppressed: number;
  /** Alerts that even repeated runs had no room for. */
  readonly surplus: number;
}

export interface RuleRunner {
  /** Claims a rule that is due and runs its window; null where none is due. */
  runNext(): Promise<RuleRun | null>;
  /**
   * Runs windows of one rule by hand, whether it is enabled or not; its schedule stays as it is.
   * @throws DetectionsError `rule-unknown`, `rule-busy`, HuntError when the query is stopped
   */
  runWindows(tenantId: string, ruleId: string, ends: readonly number[]): Promise<BackfillReport>;
  /** Lets go of what a process that ended had claimed; only where no other node runs rules of this state. */
  releaseClaims(): Promise<void>;
}

type ClaimedRule = Selectable<DetectionRuleTable> & { readonly claim: string };

/** Longer than a hunt may take; a node that died holds a rule for no longer. */
const leaseMs = 5 * 60_000;
/** Failures of one window after which a rule is switched off. */
export const maxFailures = 5;
const firstRetryMs = 30_000;
const longestRetryMs = 3_600_000;
const keepRunsMs = 30 * 86_400_000;
const rowsAtOnce = 1_000;
/** Times that a backfill repeats a window whose alerts were too many for one run. */
const mostRepeats = 20;

/** Somebody else changed or took the rule meanwhile: nothing of the run counts. */
class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

export function createRuleRunner(options: RunRulesOptions): RuleRunner {
  const { records, clock, hunting, incidents, notices, scopes } = options;
  const { db } = records;

  async function claimNext(): Promise<ClaimedRule | null> {
    const now = clock();
    const claim = randomUUID();
    const { rows } = await sql<ClaimedRule>`
      update detection_rule set claim = ${claim}, claimed_until = ${now + leaseMs}
      where (tenant_id, id) = (
        select r.tenant_id, r.id from detection_rule r join tenant t on t.id = r.tenant_id
        where r.is_enabled and r.disabled_at is null and t.state = 'active' and r.next_window_end <= ${now}
          and (r.retry_at is null or r.retry_at <= ${now}) and (r.claim is null or r.claimed_until <= ${now})
        order by r.next_window_end, r.id limit 1 for update of r skip locked
      ) returning *`.execute(db);
    return rows[0] ?? null;
  }

  async function claimOne(tenantId: string, ruleId: string): Promise<ClaimedRule> {
    const now = clock();
    const claim = randomUUID();
    const row = await db
      .updateTable('detection_rule')
      .set({ claim, claimed_until: now + leaseMs })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', ruleId)
      .where((either) => either.or([either('claim', 'is', null), either('claimed_until', '<=', now)]))
      .returningAll()
      .executeTakeFirst();
    if (row) return { ...row, claim };
    const known = db.selectFrom('detection_rule').select('id').where('tenant_id', '=', tenantId);
    if (await known.where('id', '=', ruleId).executeTakeFirst())
      throw new DetectionsError('rule-busy', `the rule '${ruleId}' is being run: try again in a moment`);
    throw new DetectionsError('rule-unknown', `there is no rule '${ruleId}'`);
  }

  /** Changes a rule that is still claimed. */
  async function changeClaimed(
    transaction: Kysely<RecordsSchema>,
    { tenant_id, id, claim }: ClaimedRule,
    columns: Updateable<DetectionRuleTable>,
  ): Promise<void> {
    const { numUpdatedRows } = await transaction
      .updateTable('detection_rule')
      .set(columns)
      .where('tenant_id', '=', tenant_id)
      .where('id', '=', id)
      .where('claim', '=', claim)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new ClaimLost();
  }

  /** What a run leaves behind beside the alerts. */
  async function remember(
    transaction: Kysely<RecordsSchema>,
    claimed: ClaimedRule,
    rule: DetectionRule,
    weighed: WeighedAlerts,
    raised: readonly RaisedAlert[],
    window: RuleWindow,
  ): Promise<void> {
    const of = { tenant_id: claimed.tenant_id, rule_id: claimed.id };
    const rows = [...weighed.raised, ...weighed.suppressed].flatMap((candidate) => candidate.rows);
    for (let start = 0; start < rows.length; start += rowsAtOnce) {
      const values = rows.slice(start, start + rowsAtOnce).map(({ identity, at }) => ({ ...of, identity, at }));
      await transaction
        .insertInto('detection_row')
        .values(values)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    // No later window looks at these any more, and a backfill finds their alerts by their keys.
    await transaction
      .deleteFrom('detection_row')
      .where('tenant_id', '=', of.tenant_id)
      .where('rule_id', '=', of.rule_id)
      .where('at', '<', Math.min(window.from, claimed.next_window_end - rule.lookbackMs) - rule.lookbackMs)
      .execute();
    const errands = raised
      .filter(({ isNew }) => isNew)
      .flatMap(({ id }) =>
        rule.actions
          .filter(({ kind }) => kind !== 'tag')
          .map((action) => ({
            ...{ ...of, alert_id: id, action: JSON.stringify(action) },
            ...{ next_attempt_at: clock(), created_at: clock() },
          })),
      );
    if (errands.length > 0) await transaction.insertInto('detection_errand').values(errands).execute();
  }

  async function keepRun(transaction: Kysely<RecordsSchema>, run: RuleRun): Promise<void> {
    const { tenant_id, rule_id, window_end, ...columns } = runRow(run);
    await transaction
      .insertInto('detection_run')
      .values({ tenant_id, rule_id, window_end, ...columns })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'rule_id', 'window_end']).doUpdateSet(columns))
      .execute();
    await transaction
      .deleteFrom('detection_run')
      .where('tenant_id', '=', tenant_id)
      .where('rule_id', '=', rule_id)
      .where('window_end', '<', window_end - keepRunsMs)
      .execute();
  }

  const lookOf = async ({ tenant_id }: ClaimedRule, rule: DetectionRule, window: RuleWindow): Promise<Look> =>
    lookAt(hunting, rule, await scopes.of(tenant_id), window);

  const by = (ruleId: string) => ({ actor: `rule:${ruleId}`, reason: 'detection' });

  async function run(claimed: ClaimedRule): Promise<RuleRun | null> {
    const { tenant_id: tenantId, id, next_window_end: end, failures } = claimed;
    const startedAt = clock();
    const rule = ruleOf(claimed);
    const window = windowEnding(rule, end);
    const of = { tenantId, ruleId: id };
    const base = { ...of, windowStart: window.from, windowEnd: end, attempts: failures + 1, startedAt };
    try {
      const look = await lookOf(claimed, rule, window);
      const weighed = await weighAlerts(db, tenantId, rule, look, window);
      let done: RuleRun | null = null;
      await incidents.raise(
        tenantId,
        weighed.raised.map(({ alert }) => alert),
        by(id),
        async (transaction, raised) => {
          const now = clock();
          const next = { next_window_end: windowEndAfter(rule, end, now), failures: 0, retry_at: null };
          await changeClaimed(transaction, claimed, { ...next, claim: null, claimed_until: null });
          done = {
            ...{ ...base, endedAt: now, lagMs: now - end, rows: look.rows.length, error: null },
            ...{ alerts: raised.filter(({ isNew }) => isNew).length, suppressed: weighed.suppressed.length },
            ...{ surplus: weighed.surplus.length, ...partial(look, weighed) },
          };
          await keepRun(transaction, done);
          await remember(transaction, claimed, rule, weighed, raised, window);
        },
      );
      return done;
    } catch (error) {
      if (error instanceof ClaimLost) return null;
      return fail(claimed, rule, { ...base, endedAt: clock(), lagMs: clock() - end }, error);
    }
  }

  /** Keeps the failure; the window is tried again, and the rule switched off when it keeps failing. */
  async function fail(
    claimed: ClaimedRule,
    rule: DetectionRule,
    base: Omit<RuleRun, 'status' | 'errorCode' | 'error' | 'rows' | 'alerts' | 'suppressed' | 'surplus'>,
    error: unknown,
  ): Promise<RuleRun | null> {
    const isRules = !(error instanceof HuntError) || isOfQuery(error);
    const failures = claimed.failures + (isRules ? 1 : 0);
    const isLast = failures >= maxFailures;
    const errorCode = errorCodeOf(error);
    // What is no refusal of the query is a fault of ours, whose text nobody outside should read.
    const message = error instanceof HuntError ? placed(error) : 'its alerts could not be raised';
    const failed: RuleRun = {
      ...{ ...base, status: 'failed', errorCode, error: message, rows: 0, alerts: 0, suppressed: 0, surplus: 0 },
    };
    const retryAt = clock() + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.max(0, failures - 1));
    const columns = { failures, retry_at: retryAt, claim: null, claimed_until: null };
    const settle = async (transaction: Kysely<RecordsSchema>) => {
      await changeClaimed(transaction, claimed, { ...columns, ...(isLast && { disabled_at: clock() }) });
      await keepRun(transaction, failed);
    };
    try {
      if (!isLast) await db.transaction().execute(settle);
      else {
        const detail = { tenant: claimed.tenant_id, error: message };
        const change = { by: by(claimed.id), kind: 'rule.auto-disabled', subject: claimed.id, detail };
        await records.change(change, settle);
      }
    } catch (settling) {
      if (settling instanceof ClaimLost) return null;
      throw settling;
    }
    if (isRules)
      await notices.send({
        kind: isLast ? 'detection-rule-disabled' : 'detection-rule-failed',
        recipient: `tenant:${claimed.tenant_id}`,
        deduplicationKey: `${claimed.id}:${claimed.next_window_end}`,
        payload: { ruleId: claimed.id, displayName: rule.displayName, errorCode, error: message, failures },
      });
    return failed;
  }

  async function backfillWindow(claimed: ClaimedRule, rule: DetectionRule, end: number): Promise<BackfillReport> {
    const window = windowEnding(rule, end);
    const look = await lookOf(claimed, rule, window);
    const weighed = await weighAlerts(db, claimed.tenant_id, rule, look, window);
    const raised = await incidents.raise(
      claimed.tenant_id,
      weighed.raised.map(({ alert }) => alert),
      { ...by(claimed.id), reason: 'backfill' },
      async (transaction, placed) => {
        await changeClaimed(transaction, claimed, { claimed_until: clock() + leaseMs });
        await remember(transaction, claimed, rule, weighed, placed, window);
      },
    );
    const alerts = raised.filter(({ isNew }) => isNew).length;
    const { suppressed, surplus } = weighed;
    return { windows: 1, rows: look.rows.length, alerts, suppressed: suppressed.length, surplus: surplus.length };
  }

  return {
    async runNext() {
      for (;;) {
        const claimed = await claimNext();
        if (claimed === null) return null;
        const done = await run(claimed);
        if (done !== null) return done;
      }
    },
    async runWindows(tenantId, ruleId, ends) {
      const claimed = await claimOne(tenantId, ruleId);
      const rule = ruleOf(claimed);
      const total = { windows: 0, rows: 0, alerts: 0, suppressed: 0, surplus: 0 };
      try {
        for (const end of ends) {
          let report = await backfillWindow(claimed, rule, end);
          total.windows += 1;
          total.rows += report.rows;
          total.suppressed += report.suppressed;
          total.alerts += report.alerts;
          for (let again = 0; report.surplus > 0 && again < mostRepeats; again += 1) {
            report = await backfillWindow(claimed, rule, end);
            total.alerts += report.alerts;
          }
          total.surplus += report.surplus;
        }
        return total;
      } catch (error) {
        if (!(error instanceof ClaimLost)) throw error;
        throw new DetectionsError('rule-busy', `the rule '${ruleId}' was changed while it ran`);
      } finally {
        await changeClaimed(db, claimed, { claim: null, claimed_until: null }).catch((error: unknown) => {
          if (!(error instanceof ClaimLost)) throw error;
        });
      }
    },
    async releaseClaims() {
      await db.updateTable('detection_rule').set({ claim: null, claimed_until: null }).execute();
    },
  };
}

/** Whether all of what was found became alerts. */
function partial(look: Look, weighed: WeighedAlerts): Pick<RuleRun, 'status' | 'errorCode'> {
  if (look.isCut) return { status: 'partiallyFailed', errorCode: 'queryExceededResultSize' };
  if (weighed.surplus.length > 0) return { status: 'partiallyFailed', errorCode: 'partialRowsFailed' };
  return { status: 'completed', errorCode: null };
}

function errorCodeOf(error: unknown): RunErrorCode {
  if (!(error instanceof HuntError)) return 'alertCreationFailed';
  const codes = new Map<string, RunErrorCode>([
    ['timeout', 'queryTimeout'],
    ['limits', 'queryLimitsExceeded'],
    ['result-too-large', 'queryExceededResultSize'],
    ['busy', 'queryExecutionThrottling'],
  ]);
  return codes.get(error.code) ?? 'queryExecutionFailed';
}

const placed = ({ message, line, column }: HuntError): string =>
  line === undefined ? message : `line ${line}, column ${column}: ${message}`;
