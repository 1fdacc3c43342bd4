// Rules as Microsoft Graph takes them, in the old shape and in that of 2026, with its validations (wire contract §6.3).

import type { Severity } from '../../incidents/index.js';
import { DetectionsError } from '../detections-error.js';
import { readDuration } from '../duration.js';
import type { EntityMapping } from '../entity-types.js';
import {
  type DetectionRule,
  defaultLookbackMs,
  type Grouping,
  longestFrequencyMs,
  longestLookbackMs,
  shortestFrequencyMs,
} from '../rule.js';
import { isTechnique, readTactic } from '../tactics.js';
import { graphAssets, graphEntities, impactedAssets } from './graph-entities.js';
import { isMapping, membersOf } from './rule-fields.js';

/** What the Graph's shapes say of a rule; the rest is what the rule says already. */
export type GraphRuleParts = Omit<DetectionRule, 'threshold' | 'suppression' | 'actions' | 'misses' | 'version'>;

const periods = new Map([
  ['0', 60_000],
  ['1H', 3_600_000],
  ['3H', 10_800_000],
  ['12H', 43_200_000],
  ['24H', 86_400_000],
]);
const severities = new Map<string, Severity>(
  (['informational', 'low', 'medium', 'high'] as const).map((severity) => [severity, severity]),
);

const bad = (message: string): DetectionsError => new DetectionsError('rule-invalid', message);

/**
 * @param newId the id of a rule that does not choose one
 * @throws DetectionsError `rule-invalid` in the words of the service
 * @example readGraphRule(body, () => '35079').frequencyMs → 3_600_000
 */
export function readGraphRule(body: unknown, newId: () => string): GraphRuleParts {
  if (!isMapping(body)) throw bad('The request body must be a detection rule as a JSON object.');
  const top = membersOf(body);
  const condition = membersOf(top.get('queryCondition'));
  const action = membersOf(top.get('detectionAction'));
  const template = membersOf(action.get('alertTemplate'));
  refuseResponse(action);
  const frequencyMs = readFrequency(membersOf(top.get('schedule')));
  const lookbackMs = readLookback(membersOf(top.get('schedule')), frequencyMs);
  const displayName = text(top, 'displayName', 256);
  const title = text(template, 'title', 256);
  const description = optional(template, 'description', 16_000);
  const recommendedActions = optional(template, 'recommendedActions', 4_000);
  return {
    id: readId(top, newId),
    displayName,
    description: optional(top, 'description', 16_000) ?? '',
    isEnabled: readEnabled(top),
    query: text(condition, 'queryText', 100_000),
    ...{ frequencyMs, lookbackMs },
    severity: oneOf(template, 'severity', severities),
    ...readTactics(template),
    ...(recommendedActions !== undefined && { recommendedActions }),
    entityMappings: readEntities(template),
    customDetails: readDetails(template),
    alertDetails: { title, ...(description !== undefined && { description }) },
    grouping: readGrouping(template),
  };
}

function readId(top: ReadonlyMap<string, unknown>, newId: () => string): string {
  const id = top.get('id') ?? undefined;
  if (id === undefined) return newId();
  // Rules that the service numbered itself come back with their number.
  if (
    typeof id === 'string' &&
    /^(?:[a-z][a-z0-9_-]{0,99}|\d{1,15}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(id)
  )
    return id;
  throw bad("The id must start with a letter and contain only letters, digits, '-' and '_', 100 characters at most.");
}

function readEnabled(top: ReadonlyMap<string, unknown>): boolean {
  const status = top.get('status') ?? undefined;
  if (status !== undefined) {
    if (status === 'enabled' || status === 'disabled' || status === 'autoDisabled') return status === 'enabled';
    throw bad("Invalid value for 'status'. Expected enabled or disabled.");
  }
  const isEnabled = top.get('isEnabled') ?? true;
  if (typeof isEnabled !== 'boolean') throw bad("Invalid value for 'isEnabled'. Expected true or false.");
  return isEnabled;
}

function readFrequency(schedule: ReadonlyMap<string, unknown>): number {
  const [frequency, period] = [schedule.get('frequency') ?? undefined, schedule.get('period') ?? undefined];
  if (frequency === undefined && period !== undefined) {
    const ms = periods.get(String(period).toUpperCase());
    if (ms !== undefined) return ms;
    throw bad(`Invalid value for 'schedule.period'. Expected one of ${[...periods.keys()].join(', ')}.`);
  }
  const ms =
    typeof frequency === 'string' ? (frequency === 'PT0S' ? shortestFrequencyMs : readDuration(frequency)) : undefined;
  if (ms !== undefined && ms >= shortestFrequencyMs && ms <= longestFrequencyMs) return ms;
  throw bad("Invalid value for 'schedule.frequency'. Expected a duration such as PT1H, from PT1M to P14D.");
}

function readLookback(schedule: ReadonlyMap<string, unknown>, frequencyMs: number): number {
  const lookback = schedule.get('lookback') ?? undefined;
  if (lookback === undefined) return defaultLookbackMs(frequencyMs);
  const ms = typeof lookback === 'string' ? readDuration(lookback) : undefined;
  if (ms !== undefined && ms >= frequencyMs && ms <= longestLookbackMs) return ms;
  throw bad("Invalid value for 'schedule.lookback'. Expected a duration from the frequency to P30D.");
}

function readTactics(template: ReadonlyMap<string, unknown>): Pick<DetectionRule, 'tactics' | 'techniques'> {
  const given = listOf(template, 'tactics').map(membersOf);
  if (given.length > 1) throw bad('Multiple MITRE tactics are not supported. Specify a single tactic.');
  const [named] = given;
  const word = named?.get('tactic') ?? template.get('category') ?? undefined;
  const tactic = word === undefined ? undefined : readTactic(String(word));
  if (word !== undefined && tactic === undefined) throw bad(`Invalid MITRE tactic '${String(word).slice(0, 80)}'.`);
  const nested = (named ? listOf(named, 'techniques') : []).map(membersOf);
  const techniques = nested.flatMap((one) => {
    const below = listOf(one, 'subTechniques').map(String);
    return below.length > 0 ? below : [String(one.get('technique'))];
  });
  const all = named === undefined ? listOf(template, 'mitreTechniques').map(String) : techniques;
  const strange = all.find((technique) => !isTechnique(technique));
  if (strange !== undefined) throw bad(`Invalid MITRE technique '${strange.slice(0, 80)}'.`);
  return { tactics: tactic === undefined ? [] : [tactic], techniques: [...new Set(all)] };
}

function readEntities(template: ReadonlyMap<string, unknown>): readonly EntityMapping[] {
  const mappings = [
    ...listOf(template, 'impactedAssets').map(membersOf).map(readAsset),
    ...[...membersOf(template.get('entityMappings'))].flatMap(([name, list]) => readCollection(name, list)),
  ];
  if (mappings.length === 0) throw bad('At least one of impactedAssets or entityMappings must be provided.');
  if (!mappings.some(({ entityType }) => graphAssets.has(entityType)))
    throw bad('At least one asset entity (Machine, User, or Mailbox) or an IP entity must be included.');
  return mappings;
}

function readAsset(asset: ReadonlyMap<string, unknown>): EntityMapping {
  const type = String(asset.get('@odata.type') ?? '').replace(/^#?microsoft\.graph\.security\./, '');
  const identifier = String(asset.get('identifier') ?? '');
  const found = impactedAssets.find((known) => known.type === type && known.identifier === identifier);
  if (found) return found.mapping;
  throw bad(`Invalid impacted asset: type '${type.slice(0, 80)}', identifier '${identifier.slice(0, 80)}'.`);
}

function readCollection(name: string, list: unknown): readonly EntityMapping[] {
  if (list === null || (Array.isArray(list) && list.length === 0)) return [];
  const entity = graphEntities.get(name);
  if (entity === undefined) throw bad(`Entity mappings of '${name.slice(0, 80)}' are not supported here.`);
  if (!Array.isArray(list) || list.length > 10)
    throw bad(`Entity mapping for '${entity.called}' is invalid. Expected a list of at most 10.`);
  return list.map(membersOf).map((members) => {
    const columns = new Map<string, string>();
    for (const [key, column] of members) {
      const identifier = Object.hasOwn(entity.columns, key) ? entity.columns[key] : undefined;
      if (key.startsWith('@odata.') || column === null || column === '') continue;
      if (identifier === undefined || typeof column !== 'string' || column.length > 128)
        throw bad(`Entity mapping for '${entity.called}' is invalid: '${key.slice(0, 80)}'.`);
      columns.set(key, column);
    }
    if (!entity.combinations.some((combination) => combination.every((key) => columns.has(key)))) {
      const told = entity.combinations.map((combination) => `(${combination.join(', ')})`).join(', ');
      throw bad(
        `Entity mapping for '${entity.called}' is invalid. Set non-empty column values for all fields in at least one of these combinations: ${told}.`,
      );
    }
    const mapped = [...columns].map(([key, column]) => [entity.columns[key] ?? key, column] as const);
    return { entityType: entity.entityType, columns: Object.fromEntries(mapped) };
  });
}

function readDetails(template: ReadonlyMap<string, unknown>): Readonly<Record<string, string>> {
  const details = [...membersOf(template.get('customDetails'))].filter(([key]) => !key.startsWith('@odata.'));
  if (details.length > 20) throw bad('At most 20 custom details are supported.');
  for (const [name, column] of details)
    if (typeof column !== 'string' || column === '') throw bad(`Invalid custom detail '${name.slice(0, 80)}'.`);
  return Object.fromEntries(details) as Record<string, string>;
}

function readGrouping(template: ReadonlyMap<string, unknown>): Grouping {
  const kind = template.get('eventGroupingKind') ?? 'alertPerEvent';
  if (kind === 'alertPerEvent') return { by: 'row' };
  if (kind === 'singleAlert') return { by: 'run' };
  throw bad("Invalid value for 'eventGroupingKind'. Expected alertPerEvent or singleAlert.");
}

/** Nothing here isolates a device or deletes a mail; a rule that counts on it must not look as if it did. */
function refuseResponse(action: ReadonlyMap<string, unknown>): void {
  const responses = action.has('responseActions') ? action.get('responseActions') : [];
  if (!Array.isArray(responses)) throw bad("Invalid value for 'responseActions'. Expected a list, possibly empty.");
  const automated = [...membersOf(action.get('automatedActions'))].filter(
    ([key, list]) => !key.startsWith('@odata.') && !(Array.isArray(list) && list.length === 0) && list !== null,
  );
  if (responses.length > 0 || automated.length > 0) throw bad('Response actions are not supported here.');
  if (!action.has('organizationalScope')) return;
  if (action.get('organizationalScope') === null) throw bad("Invalid value for 'organizationalScope': null.");
  throw bad('Scopes of device groups are not supported here.');
}

function text(members: ReadonlyMap<string, unknown>, name: string, longest: number): string {
  const value = optional(members, name, longest);
  if (value === undefined || value.trim() === '') throw bad(`The property '${name}' is required.`);
  return value;
}

function optional(members: ReadonlyMap<string, unknown>, name: string, longest: number): string | undefined {
  const value = members.get(name) ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length <= longest && !value.includes('\0')) return value;
  throw bad(`Invalid value for '${name}'. Expected text of at most ${longest} characters.`);
}

function oneOf<T>(members: ReadonlyMap<string, unknown>, name: string, values: ReadonlyMap<string, T>): T {
  const found = values.get(String(members.get(name)).toLowerCase());
  if (found !== undefined) return found;
  throw bad(`Invalid value for '${name}'. Expected one of ${[...values.keys()].join(', ')}.`);
}

function listOf(members: ReadonlyMap<string, unknown>, name: string): readonly unknown[] {
  const value = members.get(name) ?? [];
  if (Array.isArray(value) && value.length <= 100) return value;
  throw bad(`Invalid value for '${name}'. Expected a list of at most 100.`);
}
