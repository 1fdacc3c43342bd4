// `*.kql.test.yaml`: rows in, and the rows or alerts that a rule makes of them, as a file beside the rule.

import { type DetectionsError, invalidRule } from '../detections-error.js';
import { isMapping, membersOf, readFields } from './rule-fields.js';
import { readYaml } from './yaml-file.js';

/** An expected row or alert: what it names must be equal, what it does not name is not looked at. */
export type Expected = Readonly<Record<string, unknown>>;

/** One case. */
export interface RuleTest {
  readonly name: string;
  /** Milliseconds since the Unix epoch that the rule takes as now; a minute after the latest row unless told. */
  readonly now?: number;
  /** Rows by table, as they would be ingested. */
  readonly tables: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;
  /** These rows, in any order and no others; or how many. */
  readonly rows?: readonly Expected[] | number;
  /** These alerts, in any order and no others; or how many. */
  readonly alerts?: readonly Expected[] | number;
  readonly line: number | undefined;
}

export interface RuleTestFile {
  /** Name of the rule's file, beside this one; undefined for that of the same name. */
  readonly rule: string | undefined;
  readonly tests: readonly RuleTest[];
}

/**
 * Reads the tests of a rule.
 * @throws DetectionsError `rule-invalid` with everything that is wrong and its line
 * @example readRuleTests('tests:\n  - name: nothing\n    tables: {}\n    alerts: 0\n').tests[0]?.alerts → 0
 */
export function readRuleTests(text: string): RuleTestFile {
  const file = readYaml(text);
  const top = readFields('tests', membersOf(file.value), (field) => file.line([field]));
  const rule = top.text('rule', 400);
  const given = top.list('tests');
  if (given.length === 0) top.fault('tests', 'one test at least', undefined);
  const tests = given.map((item, index) => readTest(item, file.line(['tests', index]), index));
  top.end();
  return { rule, tests };
}

function readTest(item: unknown, line: number | undefined, index: number): RuleTest {
  const members = membersOf(item);
  const fields = readFields(`tests[${index}]`, members, () => line);
  const name = fields.requiredText('name', 200);
  const tables = new Map([...fields.members('tables')].map(([table, rows]) => [table, rowsOf(table, rows)]));
  const nowText = fields.text('now', 40);
  const now = nowText === undefined ? undefined : Date.parse(nowText);
  if (now !== undefined && Number.isNaN(now)) fields.fault('now', 'a time such as 2026-01-10T12:00:00Z', nowText);
  const [rows, alerts] = [expectation('rows'), expectation('alerts')];
  if (rows === undefined && alerts === undefined) fields.fault('alerts', 'rows or alerts', undefined);
  for (const key of members.keys()) {
    if (!['name', 'now', 'tables', 'rows', 'alerts'].includes(key))
      fields.fault(key, 'no such key of a test', members.get(key));
  }
  fields.end();
  return {
    ...{ name, tables, line },
    ...(now !== undefined && { now }),
    ...(rows !== undefined && { rows }),
    ...(alerts !== undefined && { alerts }),
  };

  function expectation(field: string): readonly Expected[] | number | undefined {
    const value = members.get(field) ?? undefined;
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0)) return value;
    if (Array.isArray(value) && value.every(isMapping)) return value as readonly Expected[];
    fields.fault(field, 'a list of mappings, or how many there are', value);
    return undefined;
  }

  function rowsOf(table: string, value: unknown): readonly Readonly<Record<string, unknown>>[] {
    if (Array.isArray(value) && value.every(isMapping)) return value as readonly Readonly<Record<string, unknown>>[];
    fields.fault(`tables.${table}`, 'a list of rows', value);
    return [];
  }
}

/** The name of the rule's file beside a file of tests. @throws DetectionsError `rule-invalid` for another name */
export function ruleFileOf(testFile: string): string {
  const [, stem] = /^(.*)\.kql\.test\.ya?ml$/.exec(testFile) ?? [];
  if (stem !== undefined) return `${stem}.yaml`;
  throw invalidRule(testFile, [
    { field: 'name', expected: 'NAME.kql.test.yaml', found: testFile },
  ]) satisfies DetectionsError;
}
