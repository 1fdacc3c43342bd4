// Takes the texts of an external table's columns out of a record, as its fields say.

import { type ExternalField, type ExternalTransform, formatDatetime, UNIX_EPOCH_TICKS } from '@gamekeeper/kql';
import { stringifyJson } from './json-exact.js';
import { MAX_DATETIME_TICKS } from './parse-datetime.js';

/** A record: the fields of a line in their order, or an object. */
export interface ExternalRecord {
  readonly value: readonly unknown[] | object;
  /** From 1. */
  readonly line: number;
  /** Where the file lies. */
  readonly location: string;
}

/** The text of one column; '' where the record has nothing. */
export function fieldText(field: ExternalField, { value, line, location }: ExternalRecord): string {
  switch (field.kind) {
    case 'ordinal':
      return Array.isArray(value) ? textOf(value[field.at]) : '';
    case 'path': {
      const found = transformed(follow(value, field.steps), field.transform);
      return field.asJson ? jsonOf(found) : textOf(found);
    }
    case 'constant':
      return field.text;
    case 'location':
      return location;
    case 'line':
      return String(line);
  }
}

function follow(value: unknown, steps: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of steps) {
    if (typeof here !== 'object' || here === null || Array.isArray(here) !== (typeof step === 'number'))
      return undefined;
    here = Object.hasOwn(here, step) ? (here as Record<string | number, unknown>)[step] : undefined;
  }
  return here;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? stringifyJson(value) : String(value);
}

const jsonOf = (value: unknown): string => (value === null || value === undefined ? '' : stringifyJson(value));

const ticksPerUnit: Readonly<Record<Exclude<ExternalTransform, 'PropertyBagArrayToDictionary'>, number>> = {
  DateTimeFromUnixSeconds: 10_000_000,
  DateTimeFromUnixMilliseconds: 10_000,
  DateTimeFromUnixMicroseconds: 10,
  DateTimeFromUnixNanoseconds: 0.01,
};

function transformed(value: unknown, transform: ExternalTransform | null): unknown {
  if (transform === null || value === null || value === undefined || value === '') return value;
  if (transform !== 'PropertyBagArrayToDictionary') return momentOf(value, ticksPerUnit[transform]);
  // What is no array of bags is left as it is.
  if (!Array.isArray(value) || !value.every((bag) => typeof bag === 'object' && bag !== null)) return value;
  return Object.fromEntries(value.flatMap((bag: object) => Object.entries(bag)));
}

function momentOf(value: unknown, ticksPer: number): string | null {
  const count = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isFinite(count)) return null;
  const ticks = UNIX_EPOCH_TICKS + ticksOf(value, count, ticksPer);
  return ticks >= 0n && ticks <= MAX_DATETIME_TICKS ? formatDatetime(ticks) : null;
}

/** Whole numbers are counted exactly, fractions as far as a double holds them. */
function ticksOf(value: unknown, count: number, ticksPer: number): bigint {
  const whole = typeof value === 'bigint' ? value : Number.isSafeInteger(count) ? BigInt(count) : null;
  if (whole === null) return BigInt(Math.trunc(count * ticksPer));
  return ticksPer < 1 ? whole / 100n : whole * BigInt(ticksPer);
}
