// Rules as YAML: our own files, and Sentinel's analytic rules and hunting queries as they are, for the keys are the same.

import type { Severity } from '../../incidents/index.js';
import { type EntityMapping, entityTypes, readEntityType, readIdentifier } from '../entity-types.js';
import {
  continuousMs,
  type DetectionRule,
  defaultLookbackMs,
  type Grouping,
  longestFrequencyMs,
  longestLookbackMs,
  type RuleAction,
  shortestFrequencyMs,
  type Threshold,
} from '../rule.js';
import { isTechnique, readTactic } from '../tactics.js';
import { membersOf, type RuleFields, readFields } from './rule-fields.js';
import { readYaml } from './yaml-file.js';

/** A rule that was read, and what of the file has no effect here. */
export interface ReadRule {
  readonly rule: DetectionRule;
  readonly warnings: readonly string[];
  /** Line of the file on which the query begins, counted from 1; null where the file does not say it line by line. */
  readonly queryLine: number | null;
}

const severities = new Map<string, Severity>([
  ['Informational', 'informational'],
  ['Low', 'low'],
  ['Medium', 'medium'],
  ['High', 'high'],
]);
const operators = new Map<string, Threshold['operator']>([
  ...(['gt', 'lt', 'eq', 'ne'] as const).map((operator) => [operator, operator] as const),
  ['GreaterThan', 'gt'],
  ['LessThan', 'lt'],
  ['Equal', 'eq'],
  ['NotEqual', 'ne'],
]);
const kinds = new Map([
  ['Scheduled', 'scheduled'],
  ['NRT', 'continuous'],
]);
const aggregations = new Map<string, Grouping>([
  ['SingleAlert', { by: 'run' }],
  ['AlertPerResult', { by: 'row' }],
]);
/** Keys that are read, and those that say nothing about what a rule does. */
const knownKeys = new Set(
  [
    'id name description description-detailed severity enabled kind query queryFrequency queryPeriod triggerOperator',
    'triggerThreshold tactics relevantTechniques recommendedActions entityMappings customDetails alertDetailsOverride',
    'eventGroupingSettings groupBy suppressionEnabled suppressionDuration suppressBy actions misses version tags status',
    'requiredDataConnectors metadata author incidentConfiguration techniques contributions',
  ].flatMap((line) => line.split(' ')),
);
const longestQuery = 100_000;

/**
 * Reads a rule.
 * @throws DetectionsError `rule-invalid` with everything that is wrong and its line
 * @example readRule('id: beacon\nname: Beacon\nquery: DeviceNetworkEvents\n').rule.lookbackMs → 2_592_000_000
 */
export function readRule(text: string): ReadRule {
  const file = readYaml(text);
  const input = membersOf(file.value);
  const fields = readFields('rule', input, (field) => {
    const path = field.split(/[.[\]]+/).filter((part) => part !== '');
    return file.line(path.map((part) => (/^\d+$/.test(part) ? Number(part) : part))) ?? file.line(path.slice(0, 1));
  });
  for (const key of input.keys()) {
    if (!knownKeys.has(key)) fields.warnings.push(`'${key.slice(0, 80)}' is no key of a rule and has no effect`);
  }
  if (input.has('incidentConfiguration'))
    fields.warnings.push("'incidentConfiguration' has no effect: alerts join incidents by what they share");
  const rule = readMembers(fields);
  fields.end();
  return { rule, warnings: fields.warnings, queryLine: file.blockLine(['query']) ?? null };
}

function readMembers(fields: RuleFields): DetectionRule {
  const isContinuous = fields.oneOf('kind', kinds) === 'continuous';
  const frequencyMs = isContinuous
    ? continuousMs
    : (fields.duration('queryFrequency', shortestFrequencyMs, longestFrequencyMs) ?? 86_400_000);
  const lookbackMs = fields.duration('queryPeriod', shortestFrequencyMs, longestLookbackMs);
  if (lookbackMs !== undefined && lookbackMs < frequencyMs)
    fields.fault('queryPeriod', 'at least queryFrequency', `${lookbackMs / 60_000} minutes`);
  const id = fields.requiredText('id', 100);
  if (id !== '' && !isRuleId(id)) fields.fault('id', ruleIdForm, id);
  const [recommendedActions, misses] = [fields.text('recommendedActions', 4_000), fields.text('misses', 4_000)];
  const version = fields.text('version', 40);
  return {
    id,
    displayName: fields.requiredText('name', 256),
    description: fields.text('description', 16_000) ?? '',
    isEnabled: fields.flag('enabled', true),
    query: fields.requiredText('query', longestQuery),
    frequencyMs,
    lookbackMs: lookbackMs ?? defaultLookbackMs(frequencyMs),
    severity: fields.oneOf('severity', severities) ?? 'informational',
    ...readTechniques(fields),
    ...(recommendedActions !== undefined && { recommendedActions }),
    threshold: readThreshold(fields),
    entityMappings: readMappings(fields),
    customDetails: readCustomDetails(fields),
    alertDetails: readAlertDetails(fields),
    grouping: readGrouping(fields),
    suppression: readSuppression(fields),
    actions: readActions(fields),
    ...(misses !== undefined && { misses }),
    ...(version !== undefined && { version }),
  };
}

export const ruleIdForm = "letters, digits, '-' and '_', at most 100";
export const isRuleId = (text: string): boolean => /^[a-z0-9][a-z0-9_-]{0,99}$/i.test(text);

function readTechniques(fields: RuleFields): Pick<DetectionRule, 'tactics' | 'techniques'> {
  const tactics = new Set<string>();
  for (const text of fields.texts('tactics')) {
    const tactic = readTactic(text);
    if (tactic === undefined) fields.warnings.push(`tactics: '${text}' is no tactic and has no effect`);
    else tactics.add(tactic);
  }
  const techniques = fields.texts('relevantTechniques').map((text) => text.trim().toUpperCase());
  for (const technique of techniques) {
    if (!isTechnique(technique))
      fields.warnings.push(`relevantTechniques: '${technique}' is no technique and has no effect`);
  }
  return { tactics: [...tactics], techniques: [...new Set(techniques.filter(isTechnique))] };
}

function readThreshold(fields: RuleFields): Threshold {
  const text = fields.text('triggerThreshold', 10) ?? '0';
  if (!/^\d{1,6}$/.test(text)) fields.fault('triggerThreshold', 'a count of rows', text);
  return { operator: fields.oneOf('triggerOperator', operators) ?? 'gt', rows: Number(text) };
}

function readMappings(fields: RuleFields): readonly EntityMapping[] {
  const mappings: EntityMapping[] = [];
  for (const [index, item] of fields.list('entityMappings').entries()) {
    const members = membersOf(item);
    const place = `entityMappings[${index}]`;
    const named = String(members.get('entityType') ?? '');
    const entityType = readEntityType(named);
    if (entityType === undefined) {
      fields.warnings.push(`${place}: '${named.slice(0, 80)}' is no type of entity that is known here`);
      continue;
    }
    if (entityTypes.get(entityType)?.evidence === null)
      fields.warnings.push(`${place}: alerts have no evidence of the kind ${entityType}`);
    const columns = new Map<string, string>();
    const given = members.get('fieldMappings');
    if (!Array.isArray(given) || given.length === 0) fields.fault(`${place}.fieldMappings`, 'a list', given);
    for (const field of (Array.isArray(given) ? given : []).map(membersOf)) {
      const identifier = readIdentifier(entityType, String(field.get('identifier') ?? ''));
      const column = field.get('columnName');
      if (identifier === undefined)
        fields.warnings.push(
          `${place}: ${entityType} has no identifier '${String(field.get('identifier')).slice(0, 80)}'`,
        );
      else if (typeof column !== 'string' || column === '') fields.fault(`${place}.columnName`, 'a column', column);
      else columns.set(identifier, column);
    }
    if (columns.size > 0) mappings.push({ entityType, columns: Object.fromEntries(columns) });
  }
  return mappings;
}

function readCustomDetails(fields: RuleFields): Readonly<Record<string, string>> {
  const details = new Map<string, string>();
  for (const [name, column] of fields.members('customDetails')) {
    if (typeof column !== 'string') fields.fault(`customDetails.${name}`, 'a column', column);
    else details.set(name, column);
  }
  if (details.size > 20) fields.fault('customDetails', 'at most 20 details', details.size);
  return Object.fromEntries(details);
}

function readAlertDetails(fields: RuleFields): DetectionRule['alertDetails'] {
  const given = fields.members('alertDetailsOverride');
  const names = [
    ['alertDisplayNameFormat', 'title'],
    ['alertDescriptionFormat', 'description'],
    ['alertSeverityColumnName', 'severityColumn'],
    ['alertTacticsColumnName', 'tacticsColumn'],
  ] as const;
  const found = new Map<string, string>();
  for (const [key, member] of names) {
    const value = given.get(key) ?? undefined;
    if (value === undefined) continue;
    if (typeof value === 'string' && value.length <= 5_000) found.set(member, value.trim());
    else fields.fault(`alertDetailsOverride.${key}`, 'text', value);
  }
  for (const key of given.keys()) {
    if (!names.some(([name]) => name === key))
      fields.warnings.push(`alertDetailsOverride: '${key.slice(0, 80)}' has no effect`);
  }
  return Object.fromEntries(found);
}

function readGrouping(fields: RuleFields): Grouping {
  const columns = fields.texts('groupBy');
  if (columns.length > 0) return { by: 'columns', columns };
  const kind = fields.members('eventGroupingSettings').get('aggregationKind') ?? undefined;
  if (kind === undefined) return { by: 'row' };
  const found = [...aggregations].find(([name]) => name.toLowerCase() === String(kind).toLowerCase())?.[1];
  if (!found)
    fields.fault('eventGroupingSettings.aggregationKind', `one of ${[...aggregations.keys()].join(', ')}`, kind);
  return found ?? { by: 'row' };
}

function readSuppression(fields: RuleFields): DetectionRule['suppression'] {
  const forMs = fields.duration('suppressionDuration', 60_000, 30 * 86_400_000);
  const by = fields.oneOf(
    'suppressBy',
    new Map([
      ['entities', 'entities' as const],
      ['rule', 'rule' as const],
    ]),
  );
  if (!fields.flag('suppressionEnabled', false)) return null;
  if (forMs !== undefined) return { forMs, by: by ?? 'rule' };
  fields.fault('suppressionDuration', 'a duration, for suppressionEnabled is true', undefined);
  return null;
}

function readActions(fields: RuleFields): readonly RuleAction[] {
  return fields.list('actions').flatMap((item, index): RuleAction[] => {
    const members = membersOf(item);
    const [first] = members;
    const value = first?.[1];
    if (members.size === 1 && first !== undefined && typeof value === 'string' && value !== '' && value.length <= 200) {
      if (first[0] === 'tag') return [{ kind: 'tag', tag: value }];
      if (first[0] === 'webhook') return [{ kind: 'webhook', ownerId: value }];
      if (first[0] === 'mail' && /^[^\s@]+@[^\s@]+$/.test(value)) return [{ kind: 'mail', to: value }];
    }
    fields.fault(`actions[${index}]`, "'tag: text', 'webhook: owner id' or 'mail: address'", item);
    return [];
  });
}
