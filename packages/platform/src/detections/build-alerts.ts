// From the rows of a run to the alerts that it would raise: plain data in, plain data out.

import { createHash } from 'node:crypto';
import { type AlertEvidence, entityKey, type NewAlert, type Severity, severities } from '../incidents/index.js';
import { defaultMappings } from './default-mappings.js';
import { type EntityMapping, evidenceOf } from './entity-types.js';
import type { FoundRow } from './rows.js';
import type { DetectionRule } from './rule.js';
import { readTactic } from './tactics.js';

/** The rows from `from` to `to` that a run looked at, in milliseconds since the Unix epoch. */
export interface RuleWindow {
  readonly from: number;
  readonly to: number;
}

/** A row that may be alerted on. */
export interface SeenRow {
  readonly row: FoundRow;
  readonly at: number;
  /** The same for the same row in any run. */
  readonly identity: string;
  readonly evidence: readonly AlertEvidence[];
}

/** An alert that would be raised, and of which rows. */
export interface CandidateAlert {
  readonly alert: NewAlert;
  readonly rows: readonly SeenRow[];
  /** What suppression by entities goes by: a prefix of the deduplication key. */
  readonly entityPrefix: string;
}

const mostEvidence = 100;

/** Rows with what tells them apart; rows without a time, or from outside the window, are left out. */
export function seeRows(
  rule: DetectionRule,
  columns: readonly string[],
  rows: readonly FoundRow[],
  window: RuleWindow,
): readonly SeenRow[] {
  const mappings = mappingsOf(rule, columns);
  const seen = new Map<string, SeenRow>();
  for (const row of rows) {
    const { at } = row;
    if (at === null || at < window.from || at > window.to) continue;
    const evidence = evidenceOfRow(mappings, row);
    const identity = identityOf(row, at, evidence);
    if (!seen.has(identity)) seen.set(identity, { row, at, identity, evidence });
  }
  return [...seen.values()].sort((a, b) => a.at - b.at || compare(a.identity, b.identity));
}

/** Whether the count of rows in a window is one that the rule alerts on. */
export function meetsThreshold({ threshold: { operator, rows: limit } }: DetectionRule, rows: number): boolean {
  return { gt: rows > limit, lt: rows < limit, eq: rows === limit, ne: rows !== limit }[operator];
}

/**
 * Groups rows into alerts, the earliest first.
 * @param rows those that were not alerted on before
 */
export function buildAlerts(rule: DetectionRule, rows: readonly SeenRow[]): readonly CandidateAlert[] {
  const groups = new Map<string, SeenRow[]>();
  for (const row of rows) {
    const key = groupOf(rule, row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((group) => candidate(rule, group));
}

/** The alert of a rule that alerts on the absence of rows. */
export function absenceAlert(rule: DetectionRule, window: RuleWindow): CandidateAlert {
  const entityPrefix = `${rulePrefix(rule.id)}${digest('')}:`;
  const alert = {
    ...describe(rule, undefined),
    deduplicationKey: `${entityPrefix}window-${window.to}`,
    ...{ firstActivityAt: window.from, lastActivityAt: window.to, evidence: [] },
  };
  return { alert, rows: [], entityPrefix };
}

/** How the deduplication keys of a rule's alerts begin. */
export const rulePrefix = (ruleId: string): string => `rule:${ruleId}:`;

/** Columns that a rule names and that an answer does not have, each with where the rule names it. */
export function missingColumns(
  rule: DetectionRule,
  columns: readonly string[],
): readonly { readonly field: string; readonly column: string }[] {
  const { alertDetails, grouping } = rule;
  const templates = [alertDetails.title, alertDetails.description].filter((text) => text !== undefined);
  const named = [
    ...rule.entityMappings.flatMap((mapping, index) =>
      Object.values(mapping.columns).map((column) => ({ field: `entityMappings[${index}]`, column })),
    ),
    ...Object.values(rule.customDetails).map((column) => ({ field: 'customDetails', column })),
    ...templates.flatMap(placeholders).map((column) => ({ field: 'alertDetailsOverride', column })),
    ...[alertDetails.severityColumn, alertDetails.tacticsColumn]
      .filter((column) => column !== undefined)
      .map((column) => ({ field: 'alertDetailsOverride', column })),
    ...(grouping.by === 'columns' ? grouping.columns : []).map((column) => ({ field: 'groupBy', column })),
  ];
  return named.filter(({ column }) => !columns.includes(column));
}

function mappingsOf(rule: DetectionRule, columns: readonly string[]): readonly EntityMapping[] {
  return rule.entityMappings.length > 0 ? rule.entityMappings : defaultMappings(columns);
}

function evidenceOfRow(mappings: readonly EntityMapping[], row: FoundRow): readonly AlertEvidence[] {
  return distinct(mappings.map((mapping) => evidenceOf(mapping, row.value)).filter((piece) => piece !== null));
}

/** What cannot be told apart by a key stays. */
function distinct(evidence: readonly AlertEvidence[]): readonly AlertEvidence[] {
  const known = new Set<string>();
  return evidence.filter((piece) => {
    const key = entityKey(piece);
    if (key === null) return true;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/**
 * A row is told apart by its moment to the last digit, the report that it comes from and its entities; what else it says, such as
 * a count that grows with late events, does not make it another.
 */
function identityOf(row: FoundRow, at: number, evidence: readonly AlertEvidence[]): string {
  const report = row.value('ReportId');
  const keys = keysOf(evidence);
  const told = report === undefined && keys.length === 0 ? [row.text] : [report ?? '', ...keys];
  return digest(JSON.stringify([row.value('Timestamp') ?? row.value('TimeGenerated') ?? at, ...told]));
}

const keysOf = (evidence: readonly AlertEvidence[]): readonly string[] =>
  [...new Set(evidence.map(entityKey).filter((key) => key !== null))].sort();

function groupOf({ grouping }: DetectionRule, { row, identity }: SeenRow): string {
  if (grouping.by === 'run') return '';
  if (grouping.by === 'row') return identity;
  return JSON.stringify(grouping.columns.map((column) => row.value(column) ?? ''));
}

function candidate(rule: DetectionRule, rows: readonly SeenRow[]): CandidateAlert {
  const [first] = rows;
  const times = rows.map(({ at }) => at);
  const evidence = distinct(rows.flatMap(({ evidence: pieces }) => pieces)).slice(0, mostEvidence);
  // By entities, what groups by columns goes by those: an entity more in the group is no other thing.
  const about = rule.grouping.by === 'columns' && first ? groupOf(rule, first) : JSON.stringify(keysOf(evidence));
  const entityPrefix = `${rulePrefix(rule.id)}${digest(about)}:`;
  const customDetails = detailsOf(rule, rows);
  return {
    rows,
    entityPrefix,
    alert: {
      ...describe(rule, first?.row),
      deduplicationKey: `${entityPrefix}${first?.identity ?? ''}`,
      firstActivityAt: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      lastActivityAt: times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
      evidence,
      ...(customDetails.size > 0 && { customDetails: Object.fromEntries(customDetails) }),
    },
  };
}

type Described = Omit<NewAlert, 'deduplicationKey' | 'firstActivityAt' | 'lastActivityAt' | 'evidence'>;

function describe(rule: DetectionRule, row: FoundRow | undefined): Described {
  const { alertDetails } = rule;
  const title = fill(alertDetails.title, row) || rule.displayName;
  const description = fill(alertDetails.description, row) || rule.description;
  const tags = rule.actions.flatMap((action) => (action.kind === 'tag' ? [action.tag] : []));
  return {
    title: title.slice(0, 256),
    ...(description !== '' && { description: description.slice(0, 16_000) }),
    ...(rule.recommendedActions !== undefined && { recommendedActions: rule.recommendedActions }),
    category: tacticOf(alertDetails.tacticsColumn, row) ?? rule.tactics[0] ?? 'SuspiciousActivity',
    severity: severityOf(alertDetails.severityColumn, row) ?? rule.severity,
    serviceSource: 'microsoft365Defender',
    detectionSource: 'customDetection',
    detectorId: rule.id,
    mitreTechniques: rule.techniques,
    ...(tags.length > 0 && { tags }),
  };
}

const placeholder = /\{\{\s*([^{}\s]{1,128})\s*\}\}/g;
const placeholders = (text: string): readonly string[] => [...text.matchAll(placeholder)].map(([, name = '']) => name);
const fill = (text: string | undefined, row: FoundRow | undefined): string =>
  (text ?? '').replaceAll(placeholder, (_, column: string) => row?.value(column) ?? '').trim();

function severityOf(column: string | undefined, row: FoundRow | undefined): Severity | undefined {
  const text = column === undefined ? undefined : row?.value(column)?.toLowerCase();
  return severities.find((severity) => severity === text);
}

/** The first tactic in a text of one, or of several between commas or in JSON. */
function tacticOf(column: string | undefined, row: FoundRow | undefined): string | undefined {
  const text = column === undefined ? '' : (row?.value(column) ?? '');
  return text
    .split(/[,;"[\]]+/)
    .map(readTactic)
    .find((tactic) => tactic !== undefined);
}

/** Values of all rows, each once, 4 KB of them at most. */
function detailsOf(rule: DetectionRule, rows: readonly SeenRow[]): ReadonlyMap<string, string> {
  const details = new Map<string, string>();
  let room = 4_096;
  for (const [name, column] of Object.entries(rule.customDetails)) {
    const values = [...new Set(rows.map(({ row }) => row.value(column)).filter((value) => value !== undefined))];
    const text = values.join(', ').slice(0, room);
    if (text === '') continue;
    details.set(name, text);
    room -= text.length;
  }
  return details;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
