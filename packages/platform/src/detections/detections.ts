// Detection rules of all tenants: kept, checked, run in their windows, and what follows from their alerts.

import type { StoredFunction } from '@gamekeeper/kql';
import type { Engine } from '@gamekeeper/lake';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import type { HuntScope } from '../hunting/hunt-scope.js';
import type { HuntingService } from '../hunting/hunting-service.js';
import { createTenantNamespaces } from '../hunting/tenant-namespaces.js';
import type { Incidents } from '../incidents/index.js';
import type { Notices } from '../notices/index.js';
import type { Attribution, Records } from '../records/index.js';
import type { DetectionRunTable } from '../records/schema/detections.js';
import { repeatEvery } from '../repeat-every.js';
import type { RuleWindow } from './build-alerts.js';
import { type CheckedRule, checkRule } from './check-rule.js';
import { DetectionsError } from './detections-error.js';
import { createErrands, type MailOptions } from './errands.js';
import { createAlertImport } from './import-alerts.js';
import { mirrorAlerts } from './mirror-alerts.js';
import type { DetectionRule } from './rule.js';
import { createRuleScopes } from './rule-scope.js';
import { type BackfillReport, createRuleRunner } from './run-rules.js';
import { type RuleRun, runOf, type StoredRule, storedRule } from './stored-rule.js';
import { latestWindowEnd, windowEndsOver } from './windows.js';

/** The service. Every call names its tenant, and reaches nothing of another. */
export interface Detections {
  /** By name. */
  list(tenantId: string): Promise<readonly StoredRule[]>;
  /** @throws DetectionsError `rule-unknown` */
  get(tenantId: string, id: string): Promise<StoredRule>;
  /**
   * Keeps a rule that can run; its first window is the latest that is over.
   * @param scope what the one who asks may read, so that a rule reads nothing that they may not; everything where absent
   * @throws DetectionsError `rule-exists`, `rule-cannot-run`, `action-unavailable`
   */
  create(tenantId: string, rule: DetectionRule, by: Attribution, scope?: HuntScope): Promise<StoredRule>;
  /**
   * Puts another rule in the place of one, under its id. A rule that was switched off because it failed starts anew.
   * @throws DetectionsError `rule-unknown`, `rule-exists` for its name, `rule-cannot-run`, `action-unavailable`
   */
  update(tenantId: string, rule: DetectionRule, by: Attribution, scope?: HuntScope): Promise<StoredRule>;
  /** @throws DetectionsError `rule-unknown` */
  remove(tenantId: string, id: string, by: Attribution): Promise<void>;
  /** Runs of a rule, the latest first. @throws DetectionsError `rule-unknown` */
  runs(tenantId: string, id: string, limit?: number): Promise<readonly RuleRun[]>;
  /** @throws DetectionsError `rule-cannot-run` */
  check(tenantId: string, rule: DetectionRule, scope?: HuntScope): Promise<CheckedRule>;
  /**
   * Looks once more at a past range, or at the look-back up to now, and raises what was not raised yet.
   * @throws DetectionsError `rule-unknown`, `rule-busy`, `range-invalid`; HuntError
   */
  backfill(tenantId: string, id: string, range?: RuleWindow): Promise<BackfillReport>;
  /** Runs every window that is over, of every rule that is enabled; what ran. Safe on several nodes at once. */
  runDue(): Promise<readonly RuleRun[]>;
  /** Writes alerts to the lake and brings those of the lake in; how many of each. */
  mirrorDue(): Promise<{ readonly written: number; readonly raised: number }>;
  /** Sends what rules ask for beside their alerts; how much. */
  sendDue(): Promise<number>;
  /** Does all of that at its pace until the function returned is called, which waits for what is under way. */
  start(pace?: Pace): () => Promise<void>;
}

/** Milliseconds between rounds. */
export interface Pace {
  /** 1 s unless told. */
  readonly rulesMs?: number;
  /** 5 s unless told. */
  readonly lakeMs?: number;
}

export interface DetectionsOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly engine: Pick<Engine, 'append' | 'statistics'>;
  readonly hunting: HuntingService;
  readonly incidents: Incidents;
  readonly notices: Pick<Notices, 'send'>;
  /** The functions that a tenant stores; none unless told. */
  readonly functionsOf?: (tenantId: string) => Promise<ReadonlyMap<string, StoredFunction>>;
  /** Where mail goes out; without it a rule with a mail is refused. */
  readonly mail?: MailOptions;
  /** Whether other nodes run rules of this state, too. */
  readonly isShared?: boolean;
  /** Rules that run at once; 4 unless told. */
  readonly concurrency?: number;
  /** Told of failures of the state or the lake while `start` is at work; the next round tries again. */
  readonly onError?: (error: unknown) => void;
}

/**
 * @example
 * const detections = createDetections({ records, clock, engine, hunting, incidents, notices });
 * const stop = detections.start();
 */
export function createDetections(options: DetectionsOptions): Detections {
  const { records, clock, engine, hunting, incidents, notices, mail, isShared = false, concurrency = 4 } = options;
  const { functionsOf = async () => new Map(), onError = () => {} } = options;
  const { db } = records;
  const namespaces = createTenantNamespaces(records);
  const scopes = createRuleScopes({ records, namespaces, functionsOf });
  const runner = createRuleRunner({ records, clock, hunting, incidents, notices, scopes });
  const errands = createErrands({ records, clock, incidents, notices, ...(mail && { mail }) });
  const imported = createAlertImport({ records, engine, hunting, incidents, namespaces, scopes });

  async function lastRuns(tenantId: string): Promise<ReadonlyMap<string, Selectable<DetectionRunTable>>> {
    const rows = await db
      .selectFrom('detection_run')
      .selectAll()
      .distinctOn('rule_id')
      .where('tenant_id', '=', tenantId)
      .orderBy('rule_id')
      .orderBy('window_end', 'desc')
      .execute();
    return new Map(rows.map((row) => [row.rule_id, row]));
  }

  async function rowsOf(tenantId: string, id?: string): Promise<readonly StoredRule[]> {
    const all = db.selectFrom('detection_rule').selectAll().where('tenant_id', '=', tenantId);
    const rows = await (id === undefined ? all : all.where('id', '=', id)).orderBy('display_name').execute();
    const runs = rows.length === 0 ? new Map() : await lastRuns(tenantId);
    return rows.map((row) => storedRule(row, runs.get(row.id)));
  }

  /** What must hold for any rule that is kept. */
  async function require(tenantId: string, rule: DetectionRule, scope: HuntScope | undefined): Promise<void> {
    for (const action of rule.actions) {
      if (action.kind === 'mail' && mail === undefined)
        throw new DetectionsError(
          'action-unavailable',
          `the action 'mail' needs a mail server, which the platform has not`,
        );
      if (action.kind === 'webhook' && !(await isOwnerIn(tenantId, action.ownerId)))
        throw new DetectionsError(
          'action-unavailable',
          `the action 'webhook': expected the owner of an application of the tenant, found '${action.ownerId}'`,
        );
    }
    if (scope !== undefined) await checkRule(hunting, rule, scope);
    await checkRule(hunting, rule, await scopes.of(tenantId));
  }

  async function isOwnerIn(tenantId: string, ownerId: string): Promise<boolean> {
    const owners = await db
      .selectFrom('application')
      .select('owner_id')
      .where('tenant_id', '=', tenantId)
      .distinct()
      .execute();
    return owners.some(({ owner_id }) => owner_id === ownerId.toLowerCase());
  }

  async function requireFreeName(tenantId: string, { id, displayName }: DetectionRule): Promise<void> {
    const same = db.selectFrom('detection_rule').select('id').where('tenant_id', '=', tenantId);
    const taken = await same.where('display_name', '=', displayName).where('id', '!=', id).executeTakeFirst();
    if (taken) throw new DetectionsError('rule-exists', `the rule '${taken.id}' has the name '${displayName}' already`);
  }

  const service: Detections = {
    list: (tenantId) => rowsOf(tenantId),

    async get(tenantId, id) {
      const [rule] = await rowsOf(tenantId, id);
      if (rule === undefined) throw unknownRule(id);
      return rule;
    },

    async create(tenantId, rule, by, scope) {
      await requireFreeName(tenantId, rule);
      await require(tenantId, rule, scope);
      const at = clock();
      const change = { by, kind: 'rule.created', subject: rule.id, detail: { tenant: tenantId } };
      await records.change(change, async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('detection_rule')
          .values({
            ...{ tenant_id: tenantId, id: rule.id, display_name: rule.displayName, definition: JSON.stringify(rule) },
            ...{ is_enabled: rule.isEnabled, next_window_end: latestWindowEnd(rule, at) },
            ...{ created_by: by.actor, created_at: at, changed_by: by.actor, changed_at: at },
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows !== 1n)
          throw new DetectionsError('rule-exists', `there is a rule '${rule.id}' already`);
      });
      return service.get(tenantId, rule.id);
    },

    async update(tenantId, rule, by, scope) {
      const before = await service.get(tenantId, rule.id);
      await requireFreeName(tenantId, rule);
      await require(tenantId, rule, scope);
      const at = clock();
      // Time in which it was switched off is not caught up with.
      const isResting = !before.rule.isEnabled || before.autoDisabledAt !== null;
      const isOther = before.rule.frequencyMs !== rule.frequencyMs;
      const change = { by, kind: 'rule.updated', subject: rule.id, detail: { tenant: tenantId } };
      await records.change(change, async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('detection_rule')
          .set({
            ...{ display_name: rule.displayName, definition: JSON.stringify(rule), is_enabled: rule.isEnabled },
            ...{ disabled_at: null, failures: 0, retry_at: null, claim: null, claimed_until: null },
            ...{ changed_by: by.actor, changed_at: at },
            ...((isResting || isOther) && { next_window_end: latestWindowEnd(rule, at) }),
          })
          .where('tenant_id', '=', tenantId)
          .where('id', '=', rule.id)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) throw unknownRule(rule.id);
      });
      return service.get(tenantId, rule.id);
    },

    async remove(tenantId, id, by) {
      const change = { by, kind: 'rule.deleted', subject: id, detail: { tenant: tenantId } };
      await records.change(change, async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('detection_rule')
          .where('tenant_id', '=', tenantId)
          .where('id', '=', id)
          .executeTakeFirst();
        if (numDeletedRows !== 1n) throw unknownRule(id);
      });
    },

    async runs(tenantId, id, limit = 100) {
      await service.get(tenantId, id);
      const all = db
        .selectFrom('detection_run')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('rule_id', '=', id);
      return (await all.orderBy('window_end', 'desc').limit(limit).execute()).map(runOf);
    },

    async check(tenantId, rule, scope) {
      if (scope !== undefined) await checkRule(hunting, rule, scope);
      return checkRule(hunting, rule, await scopes.of(tenantId));
    },

    async backfill(tenantId, id, range) {
      const { rule } = await service.get(tenantId, id);
      const ends = range === undefined ? [clock()] : windowEndsOver(rule, range.from, range.to);
      return runner.runWindows(tenantId, id, ends);
    },

    async runDue() {
      const done: RuleRun[] = [];
      const work = async () => {
        for (let run = await runner.runNext(); run !== null; run = await runner.runNext()) done.push(run);
      };
      await Promise.all(Array.from({ length: concurrency }, work));
      return done;
    },

    async mirrorDue() {
      const written = await mirrorAlerts({ incidents, engine, namespaces, clock });
      return { written, raised: await imported.importNew() };
    },

    sendDue: () => errands.sendDue(),

    start({ rulesMs = 1_000, lakeMs = 5_000 } = {}) {
      let released = isShared;
      const rounds = [
        repeatEvery(
          rulesMs,
          async () => {
            if (!released) await runner.releaseClaims();
            released = true;
            await service.runDue();
            await service.sendDue();
          },
          onError,
        ),
        repeatEvery(lakeMs, () => service.mirrorDue(), onError),
      ];
      return async () => {
        await Promise.all(rounds.map((stop) => stop()));
        errands.close();
      };
    },
  };

  return service;
}

const unknownRule = (id: string) => new DetectionsError('rule-unknown', `there is no rule '${id}'`);
