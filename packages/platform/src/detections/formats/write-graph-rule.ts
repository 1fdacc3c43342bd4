// Rules as Microsoft Graph shows them: the shape of 2026, with the members of the old one that clients still read (wire contract §6.3).

import { writeDuration } from '../duration.js';
import type { StoredRule } from '../stored-rule.js';
import { graphEntities, impactedAssets } from './graph-entities.js';
import { isMapping } from './rule-fields.js';

type Json = Readonly<Record<string, unknown>>;

const periods = new Map([
  [60_000, '0'],
  [3_600_000, '1H'],
  [10_800_000, '3H'],
  [43_200_000, '12H'],
  [86_400_000, '24H'],
]);

/** @example writeGraphRule(stored).schedule → { frequency: 'PT1H', lookback: 'PT4H', period: '1H', nextRunDateTime: '…' } */
export function writeGraphRule(stored: StoredRule): Json {
  const { rule, lastRun } = stored;
  const changed = iso(stored.changedAt);
  const state = stored.autoDisabledAt !== null ? 'autoDisabled' : rule.isEnabled ? 'enabled' : 'disabled';
  const [tactic] = rule.tactics;
  return {
    ...{ id: rule.id, displayName: rule.displayName, description: rule.description, status: state },
    ...{ isEnabled: state === 'enabled', detectorId: rule.id, createdBy: stored.createdBy },
    ...{ createdDateTime: iso(stored.createdAt), lastModifiedBy: stored.changedBy, lastModifiedDateTime: changed },
    queryCondition: { queryText: rule.query, lastModifiedDateTime: changed },
    schedule: {
      ...{ frequency: writeDuration(rule.frequencyMs), lookback: writeDuration(rule.lookbackMs) },
      ...{ period: periods.get(rule.frequencyMs) ?? null, nextRunDateTime: iso(stored.nextWindowEnd) },
    },
    lastRunDetails: {
      ...{ lastRunDateTime: lastRun && iso(lastRun.endedAt), status: lastRun?.status ?? null },
      ...{ failureReason: lastRun?.error ?? null, errorCode: lastRun?.errorCode ?? null },
    },
    detectionAction: {
      alertTemplate: {
        ...{ title: rule.alertDetails.title ?? rule.displayName, severity: rule.severity },
        description: rule.alertDetails.description ?? rule.description,
        ...{ recommendedActions: rule.recommendedActions ?? null, customDetails: rule.customDetails },
        ...{
          entityMappings: entityMappings(stored),
          tactics: tactic === undefined ? [] : [tacticOf(tactic, rule.techniques)],
        },
        eventGroupingKind: rule.grouping.by === 'row' ? 'alertPerEvent' : 'singleAlert',
        ...{
          category: tactic ?? 'SuspiciousActivity',
          mitreTechniques: rule.techniques,
          impactedAssets: assets(stored),
        },
      },
      ...{ automatedActions: {}, responseActions: [] },
    },
  };
}

/** Members of the old shape by the place of what replaces them. */
const replaced: readonly (readonly [old: string, by: readonly string[]])[] = [
  ['isEnabled', ['status']],
  ['schedule.period', ['schedule.frequency', 'schedule.lookback']],
  ['detectionAction.alertTemplate.category', ['detectionAction.alertTemplate.tactics']],
  ['detectionAction.alertTemplate.mitreTechniques', ['detectionAction.alertTemplate.tactics']],
  ['detectionAction.alertTemplate.impactedAssets', ['detectionAction.alertTemplate.entityMappings']],
];

/**
 * A rule as it would be sent whole with the changes of a PATCH: what an old member says takes the place of what the new one said,
 * and the other way round.
 */
export function patchedGraphRule(stored: StoredRule, patch: unknown): Json {
  const shown = writeGraphRule(stored);
  const without = new Set<string>(['lastRunDetails']);
  for (const [old, by] of replaced) {
    const isOld = hasPath(patch, old) && !by.some((path) => hasPath(patch, path));
    for (const path of isOld ? by : [old]) without.add(path);
  }
  if (hasPath(patch, 'schedule.frequency')) without.add('schedule.lookback');
  return merged(shown, patch, '', without);
}

function merged(base: unknown, patch: unknown, at: string, without: ReadonlySet<string>): Json {
  const result = new Map<string, unknown>();
  for (const [name, value] of Object.entries(isMapping(base) ? base : {})) {
    const path = at === '' ? name : `${at}.${name}`;
    if (!without.has(path)) result.set(name, isMapping(value) ? merged(value, undefined, path, without) : value);
  }
  for (const [name, value] of Object.entries(isMapping(patch) ? patch : {})) {
    const path = at === '' ? name : `${at}.${name}`;
    // Collections of columns are replaced whole.
    const isWhole = /(?:entityMappings|customDetails)$/.test(path) || !isMapping(value);
    result.set(name, isWhole ? value : merged(result.get(name), value, path, without));
  }
  return Object.fromEntries(result);
}

function hasPath(value: unknown, path: string): boolean {
  let at: unknown = value;
  for (const name of path.split('.')) {
    if (!isMapping(at) || !Object.hasOwn(at, name)) return false;
    at = (at as Json)[name];
  }
  return at !== undefined;
}

function entityMappings({ rule }: StoredRule): Json {
  const collections = new Map<string, Json[]>();
  for (const { entityType, columns } of rule.entityMappings) {
    const [name, entity] = [...graphEntities].find(([, known]) => known.entityType === entityType) ?? [];
    if (name === undefined || entity === undefined) continue;
    const shown = Object.entries(entity.columns).flatMap(([key, identifier]) =>
      Object.hasOwn(columns, identifier) ? [[key, columns[identifier]] as const] : [],
    );
    if (shown.length > 0) collections.set(name, [...(collections.get(name) ?? []), Object.fromEntries(shown)]);
  }
  return Object.fromEntries(collections);
}

function assets({ rule }: StoredRule): readonly Json[] {
  return rule.entityMappings.flatMap(({ entityType, columns }) =>
    impactedAssets
      .filter(({ mapping }) => {
        const [[identifier = '', column] = []] = Object.entries(mapping.columns);
        return (
          mapping.entityType === entityType && Object.hasOwn(columns, identifier) && columns[identifier] === column
        );
      })
      .map(({ type, identifier }) => ({ '@odata.type': `#microsoft.graph.security.${type}`, identifier })),
  );
}

function tacticOf(tactic: string, techniques: readonly string[]): Json {
  const parents = new Map<string, string[]>();
  for (const technique of techniques) {
    const [parent = technique] = technique.split('.');
    const below = parents.get(parent) ?? [];
    parents.set(parent, technique === parent ? below : [...below, technique]);
  }
  return { tactic, techniques: [...parents].map(([technique, subTechniques]) => ({ technique, subTechniques })) };
}

const iso = (time: number): string => new Date(time).toISOString();
