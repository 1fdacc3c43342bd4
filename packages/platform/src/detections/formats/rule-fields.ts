// Reads the members of a rule one by one; all that is missing or malformed is refused at once, with its line where there is one.

import { invalidRule, type RuleFault } from '../detections-error.js';
import { readDuration } from '../duration.js';

export interface RuleFields {
  readonly warnings: string[];
  fault(field: string, expected: string, found: unknown): void;
  /** A text; undefined when absent. */
  text(field: string, longest: number): string | undefined;
  requiredText(field: string, longest: number): string;
  texts(field: string): readonly string[];
  flag(field: string, otherwise: boolean): boolean;
  /** Milliseconds between two bounds. */
  duration(field: string, shortest: number, longest: number): number | undefined;
  /** One of the values by its name in any case. */
  oneOf<T>(field: string, values: ReadonlyMap<string, T>): T | undefined;
  /** Members of a mapping; none when absent. */
  members(field: string): ReadonlyMap<string, unknown>;
  list(field: string): readonly unknown[];
  /** @throws DetectionsError `rule-invalid` with every fault */
  end(): void;
}

/**
 * @param lineOf the line of a field, where the rule comes from a file
 * @example const fields = readFields('rule', { name: 'x' }, () => undefined); fields.requiredText('name', 100) → 'x'
 */
export function readFields(
  what: string,
  input: ReadonlyMap<string, unknown>,
  lineOf: (field: string) => number | undefined,
): RuleFields {
  const faults: RuleFault[] = [];
  const warnings: string[] = [];
  const fault = (field: string, expected: string, found: unknown) => {
    const line = lineOf(field);
    faults.push({ field, expected, found: shown(found), ...(line !== undefined && { line }) });
  };
  const given = (field: string): unknown => input.get(field) ?? undefined;
  const fields: RuleFields = {
    warnings,
    fault,
    text(field, longest) {
      const value = given(field);
      if (value === undefined) return undefined;
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text === 'string' && text.length <= longest) return text.trim();
      fault(field, `text of at most ${longest} characters`, value);
      return undefined;
    },
    requiredText(field, longest) {
      const text = fields.text(field, longest);
      if (!text && (given(field) === undefined || text === '')) fault(field, 'text', given(field));
      return text ?? '';
    },
    texts(field) {
      const value = given(field);
      if (value === undefined) return [];
      const items = Array.isArray(value) ? value : [value];
      const texts = items.filter((item): item is string => typeof item === 'string' && item.length <= 200);
      if (texts.length < items.length || items.length > 100) fault(field, 'a list of at most 100 short texts', value);
      return texts;
    },
    flag(field, otherwise) {
      const value = given(field);
      if (value === undefined) return otherwise;
      if (typeof value !== 'boolean') fault(field, 'true or false', value);
      return value === true;
    },
    duration(field, shortest, longest) {
      const value = given(field);
      if (value === undefined) return undefined;
      const ms = typeof value === 'string' ? readDuration(value) : undefined;
      if (ms !== undefined && ms >= shortest && ms <= longest) return ms;
      fault(
        field,
        `a duration such as 1h or PT1H, from ${shortest / 60_000} minutes to ${longest / 86_400_000} days`,
        value,
      );
      return undefined;
    },
    oneOf(field, values) {
      const value = given(field);
      if (value === undefined) return undefined;
      const found = [...values].find(
        ([name]) => typeof value === 'string' && name.toLowerCase() === value.toLowerCase(),
      );
      if (found === undefined) fault(field, `one of ${[...values.keys()].join(', ')}`, value);
      return found?.[1];
    },
    members(field) {
      const value = given(field);
      if (value === undefined) return new Map();
      if (isMapping(value)) return membersOf(value);
      fault(field, 'a mapping', value);
      return new Map();
    },
    list(field) {
      const value = given(field);
      if (value === undefined) return [];
      if (Array.isArray(value) && value.length <= 200) return value;
      fault(field, 'a list of at most 200', value);
      return [];
    },
    end() {
      if (faults.length > 0) throw invalidRule(what, faults.slice(0, 50));
    },
  };
  return fields;
}

export const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an object by name; none of what is no object. */
export const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(isMapping(value) ? Object.entries(value) : []);

/** A value in short, for a message. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
