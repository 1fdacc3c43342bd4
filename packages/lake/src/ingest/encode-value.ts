// Checks one value against its column's type and prints it as it is stored, one function per KQL type.

import type { ScalarType } from '@gamekeeper/kql';
import type { RawValue } from '../sources/source.js';
import { NestingError, parseJson, quoteJson, stringifyJson } from './json-exact.js';
import { MAX_DATETIME_TICKS, parseDatetime } from './parse-datetime.js';

/** The JSON text of a stored value (lone surrogates and all); null when the value is absent; undefined when it is not of the type. */
export type EncodedValue = string | null | undefined;

const INT_MIN = -(2n ** 31n);
const INT_MAX = 2n ** 31n - 1n;
const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;
const INTEGER = /^\s*[+-]?\d{1,30}\s*$/;
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?\s*$/;
const GUID = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/;
const NON_FINITE: ReadonlyMap<string, string> = new Map([
  ['nan', '"NaN"'],
  ['inf', '"Infinity"'],
  ['infinity', '"Infinity"'],
  ['+inf', '"Infinity"'],
  ['-inf', '"-Infinity"'],
  ['-infinity', '"-Infinity"'],
]);

/** Encoders by type; each is given a value that is neither null, undefined nor ''. */
export const encoders: Readonly<Record<Exclude<ScalarType, 'datetime'>, (value: RawValue) => EncodedValue>> = {
  string: encodeString,
  bool: encodeBool,
  int: (value) => encodeInteger(value, INT_MIN, INT_MAX),
  long: (value) => encodeInteger(value, LONG_MIN, LONG_MAX),
  timespan: (value) => encodeInteger(value, LONG_MIN, LONG_MAX),
  real: encodeReal,
  decimal: encodeDecimal,
  guid: encodeGuid,
  dynamic: encodeDynamic,
};

/** Ticks of a datetime given as ISO 8601 text or ticks; undefined when it is not one. */
export function toTicks(value: RawValue): bigint | undefined {
  if (typeof value === 'string') return parseDatetime(value);
  if (typeof value === 'bigint' && value >= 0n && value <= MAX_DATETIME_TICKS) return value;
  return undefined;
}

/** Whether a source left the value out. */
export function isAbsent(value: RawValue): value is null | undefined | '' {
  return value === null || value === undefined || value === '';
}

function encodeString(value: RawValue): EncodedValue {
  if (typeof value === 'string') return JSON.stringify(value);
  return JSON.stringify(typeof value === 'object' ? stringifyJson(value) : String(value));
}

function encodeBool(value: RawValue): EncodedValue {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  const text = String(value).trim().toLowerCase();
  if (text === 'true' || text === '1') return 'true';
  return text === 'false' || text === '0' ? 'false' : undefined;
}

function encodeInteger(value: RawValue, least: bigint, most: bigint): EncodedValue {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return undefined;
    if (Number.isSafeInteger(value) && value >= -0x80000000 && value <= 0x7fffffff) return String(value + 0);
    return within(BigInt(value), least, most);
  }
  if (typeof value === 'bigint') return within(value, least, most);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'string') return undefined;
  if (INTEGER.test(value)) return within(BigInt(value.trim().replace('+', '')), least, most);
  return value.trim() === '' ? null : undefined;
}

function within(value: bigint, least: bigint, most: bigint): EncodedValue {
  return value >= least && value <= most ? value.toString() : undefined;
}

function encodeReal(value: RawValue): EncodedValue {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : `"${value}"`;
  if (typeof value === 'bigint') return String(Number(value));
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  if (DECIMAL.test(text)) return encodeReal(Number(text));
  return text === '' ? null : NON_FINITE.get(text);
}

function encodeDecimal(value: RawValue): EncodedValue {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const text = String(value).trim();
  return DECIMAL.test(text) ? `"${text}"` : undefined;
}

function encodeGuid(value: RawValue): EncodedValue {
  const match = typeof value === 'string' ? GUID.exec(value.trim().toLowerCase()) : null;
  return match ? `"${match.slice(1).join('-')}"` : undefined;
}

/** JSON text stays JSON, other text becomes a JSON string, as parse_json does (kql-semantics §4). */
function encodeDynamic(value: RawValue): EncodedValue {
  const json = typeof value === 'string' ? dynamicOfText(value) : stringifyJson(value);
  if (json === 'null') return null;
  return json === undefined ? undefined : JSON.stringify(json);
}

/** Undefined when the text is nested too deeply. */
function dynamicOfText(text: string): string | undefined {
  if (!/^\s*(?:[{["\d-]|true\s*$|false\s*$|null\s*$)/.test(text)) return quoteJson(text);
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    return error instanceof NestingError ? undefined : quoteJson(text);
  }
  return keepsItsText(text) ? text : compact(text, value);
}

/** Text without white space and escapes is canonical as it stands; what it writes as 1.0 stays a real. */
function keepsItsText(text: string): boolean {
  return !/[\s\\]/.test(text);
}

/** White space between tokens is dropped; when a string's escapes need rewriting, the parsed value is printed. */
function compact(text: string, value: unknown): string {
  if (/\\[u/]/.test(text)) return stringifyJson(value);
  let json = '';
  let at = 0;
  for (let open = text.indexOf('"'); open >= 0; open = text.indexOf('"', at)) {
    const after = endOfString(text, open);
    json += text.slice(at, open).replace(/\s+/g, '') + text.slice(open, after);
    at = after;
  }
  return json + text.slice(at).replace(/\s+/g, '');
}

/** The position after the closing quote of a string in valid JSON. */
function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
