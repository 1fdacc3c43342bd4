// Runs the tests beside a rule: stores their rows in tables of their own, looks once, and compares what comes out.

import { isDeepStrictEqual } from 'node:util';
import { type AppendPart, type Engine, encodeRow, parseJson } from '@gamekeeper/lake';
import { wholeNamespace } from '../hunting/hunt-scope.js';
import type { HuntingService } from '../hunting/hunting-service.js';
import { entityKey } from '../incidents/index.js';
import {
  absenceAlert,
  buildAlerts,
  type CandidateAlert,
  meetsThreshold,
  type RuleWindow,
  type SeenRow,
} from './build-alerts.js';
import { checkRule } from './check-rule.js';
import type { Expected, RuleTest } from './formats/rule-test-file.js';
import { type Look, lookAt } from './look.js';
import type { DetectionRule } from './rule.js';
import { windowEnding, windowEndsOver } from './windows.js';

/** How a test ended; without `failures` it passed. */
export interface TestOutcome {
  readonly name: string;
  /** What was expected and what was found, a sentence each. */
  readonly failures: readonly string[];
}

/** What a rule would make of a window, with nothing raised. */
export interface DryRun extends Look {
  readonly alerts: readonly CandidateAlert[];
}

export interface TestBench {
  /** Tables in memory that are written to and dropped. */
  readonly engine: Pick<Engine, 'append' | 'dropNamespace'>;
  /** Over the same tables, however old their rows are. */
  readonly hunting: Pick<HuntingService, 'hunt' | 'plan'>;
}

const minute = 60_000;

/**
 * What rows and alerts the rule makes of a window, as if nothing had been alerted on before.
 * @param namespace whose tables; null is home
 * @throws DetectionsError `rule-cannot-run`; HuntError when the query is stopped
 * @example const { alerts } = await dryRun(hunting, rule, null, { from: now - rule.lookbackMs, to: now })
 */
export async function dryRun(
  hunting: TestBench['hunting'],
  rule: DetectionRule,
  namespace: string | null,
  window: RuleWindow,
): Promise<DryRun> {
  const scope = wholeNamespace(namespace);
  await checkRule(hunting, rule, scope);
  const look = await lookAt(hunting, rule, scope, window);
  const isMet = meetsThreshold(rule, look.rows.length);
  if (isMet && look.rows.length === 0) return { ...look, alerts: [absenceAlert(rule, window)] };
  return { ...look, alerts: isMet ? buildAlerts(rule, look.seen) : [] };
}

/**
 * The same over a past range: window after window, each row alerted on once.
 * @throws DetectionsError `rule-cannot-run`, `range-invalid`; HuntError when the query is stopped
 */
export async function dryRunOver(
  hunting: TestBench['hunting'],
  rule: DetectionRule,
  namespace: string | null,
  range: RuleWindow,
): Promise<Pick<DryRun, 'columns' | 'rows' | 'alerts' | 'isCut'>> {
  const scope = wholeNamespace(namespace);
  const { columns } = await checkRule(hunting, rule, scope);
  const known = new Map<string, SeenRow>();
  const alerts: CandidateAlert[] = [];
  let isCut = false;
  for (const end of windowEndsOver(rule, range.from, range.to)) {
    const look = await lookAt(hunting, rule, scope, windowEnding(rule, end));
    isCut ||= look.isCut;
    if (!meetsThreshold(rule, look.rows.length)) continue;
    if (look.rows.length === 0) alerts.push(absenceAlert(rule, windowEnding(rule, end)));
    const fresh = look.seen.filter(({ identity }) => !known.has(identity));
    for (const row of fresh) known.set(row.identity, row);
    alerts.push(...buildAlerts(rule, fresh));
  }
  return { columns, rows: [...known.values()].map(({ row }) => row), alerts, isCut };
}

/** @example const { failures } = await testRule({ engine, hunting }, rule, test, 'test-1') */
export async function testRule(
  { engine, hunting }: TestBench,
  rule: DetectionRule,
  test: RuleTest,
  namespace: string,
): Promise<TestOutcome> {
  const { name } = test;
  try {
    const now = test.now ?? latest(test) + minute;
    const stored = partsOf(test, now);
    if ('rejected' in stored) return { name, failures: [stored.rejected] };
    if (stored.parts.length > 0) await engine.append({ namespace, parts: stored.parts });
    const found = await dryRun(hunting, rule, namespace, { from: now - rule.lookbackMs, to: now });
    const rows = found.rows.map(({ text }) => rowOf(found.columns, text));
    return {
      name,
      failures: [
        ...compare('row', test.rows, rows, holdsRow),
        ...compare('alert', test.alerts, found.alerts.map(alertOf), holdsAlert),
      ],
    };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { name, failures: [error.message] };
  } finally {
    await engine.dropNamespace(namespace);
  }
}

/** The latest moment of the rows, the first of 2026 where there are none: what is tested does not depend on the day. */
function latest({ tables }: RuleTest): number {
  const times = [...tables.values()].flat().map(({ Timestamp }) => Date.parse(String(Timestamp)));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.reduce((a, b) => Math.max(a, b), known[0] ?? Date.UTC(2026, 0, 1));
}

function partsOf({ tables }: RuleTest, now: number): { readonly parts: readonly AppendPart[] } | { rejected: string } {
  const parts = new Map<string, AppendPart & { readonly rows: string[] }>();
  for (const [table, rows] of tables) {
    for (const [index, values] of rows.entries()) {
      const encoded = encodeRow({ table, values }, { now });
      if ('rejected' in encoded) return { rejected: `row ${index + 1} of ${table}: ${encoded.rejected}` };
      const key = `${table} ${encoded.partition}`;
      const part = parts.get(key) ?? { table, partition: encoded.partition, rows: [] };
      part.rows.push(encoded.json);
      parts.set(key, part);
    }
  }
  return { parts: [...parts.values()] };
}

function rowOf(columns: readonly string[], text: string): ReadonlyMap<string, unknown> {
  const cells = parseJson(text) as readonly unknown[];
  return new Map(columns.map((column, index) => [column, cells[index]]));
}

function alertOf({ alert, rows }: CandidateAlert): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...Object.entries({ title: alert.title, description: alert.description ?? '', severity: alert.severity }),
    ...Object.entries({ category: alert.category, techniques: alert.mitreTechniques, tags: alert.tags ?? [] }),
    ...Object.entries({ customDetails: alert.customDetails ?? {}, rows: rows.length }),
    ['entities', alert.evidence.map(entityKey).filter((key) => key !== null)],
  ]);
}

type Holds = (expected: Expected, found: ReadonlyMap<string, unknown>) => boolean;

const holdsRow: Holds = (expected, found) =>
  Object.entries(expected).every(([column, value]) => found.has(column) && isSame(value, found.get(column)));

const holdsAlert: Holds = (expected, found) =>
  Object.entries(expected).every(([member, value]) => {
    const own = found.get(member);
    if (member !== 'entities') return found.has(member) && isSame(value, own);
    return Array.isArray(value) && value.every((key) => (own as readonly string[]).includes(String(key).toLowerCase()));
  });

/** Numbers as they are, times by the moment that they name, an absent text as an empty one. */
function isSame(expected: unknown, found: unknown): boolean {
  if (isDeepStrictEqual(expected ?? '', found ?? '')) return true;
  if (typeof expected === 'number' && typeof found === 'bigint') return BigInt(Math.trunc(expected)) === found;
  if (typeof expected !== 'string' || typeof found !== 'string' || !/^\d{4}-\d\d-\d\d/.test(expected)) return false;
  return Date.parse(expected) === Date.parse(found);
}

/** Each expected one must be found, and each found one expected. */
function compare(
  noun: string,
  expected: readonly Expected[] | number | undefined,
  found: readonly ReadonlyMap<string, unknown>[],
  holds: Holds,
): readonly string[] {
  if (expected === undefined) return [];
  const said = found.slice(0, 3).map((one) => shown(Object.fromEntries(one)));
  const list = `${found.length} ${noun}${found.length === 1 ? '' : 's'}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
  if (typeof expected === 'number')
    return expected === found.length ? [] : [`expected ${expected} ${noun}s, found ${list}`];
  const left = new Set(found);
  const failures: string[] = [];
  for (const one of expected) {
    const match = [...left].find((candidate) => holds(one, candidate));
    if (match === undefined) failures.push(`expected the ${noun} ${shown(one)}, found ${list}`);
    else left.delete(match);
  }
  if (failures.length === 0)
    for (const one of left) failures.push(`expected no other ${noun}, found ${shown(Object.fromEntries(one))}`);
  return failures;
}

/** Without what is empty, cut. */
function shown(one: object): string {
  const filled = Object.entries(one).filter(([, value]) => value !== null && value !== '');
  const text = JSON.stringify(Object.fromEntries(filled), (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
