// Reads the literals of KQL from their source text: the official parser's own values are not exact for all of them.

import { KqlError } from '../errors.js';
import { type LiteralExpr, type LiteralValue, literal } from '../plan/expression.js';
import type { Now } from '../plan/now.js';
import { listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { formatDatetime, parseDatetime } from '../values/datetime.js';
import { formatTimespan, parseTimespan } from '../values/timespan.js';

const literalTypes: Readonly<Record<string, ScalarType>> = {
  BooleanLiteralExpression: 'bool',
  IntLiteralExpression: 'int',
  LongLiteralExpression: 'long',
  RealLiteralExpression: 'real',
  DecimalLiteralExpression: 'decimal',
  StringLiteralExpression: 'string',
  CompoundStringLiteralExpression: 'string',
  DateTimeLiteralExpression: 'datetime',
  TimespanLiteralExpression: 'timespan',
  GuidLiteralExpression: 'guid',
};

/** The literal that a node stands for, or undefined when it is not one. `now` is for `datetime()`, which means now. */
export function literalOf(node: SyntaxNode, now: Pick<Now, 'ticks'>): LiteralExpr | undefined {
  if (node.kind === 'DynamicExpression') {
    const json = jsonOf(requiredChild(node, 'Expression'), now);
    return literal('dynamic', json === null ? null : JSON.stringify(json, markedNumbers).replace(numberMark, '$1'));
  }
  const type = literalTypes[node.kind];
  if (!type) return undefined;
  if (type === 'string') return literal('string', node.value ?? '');
  const written = (node.text ?? '').trim();
  const inner = /^[a-z]+\s*\(([\s\S]*)\)$/i.exec(written)?.[1]?.trim() ?? written;
  const value = inner === 'null' ? null : scalarValue(type, unquoted(inner), now);
  if (value === undefined) {
    throw new KqlError('syntax', `'${written}' is not a ${type} literal`, {
      offset: node.start,
      line: 1,
      column: node.start + 1,
    });
  }
  return literal(type, value);
}

/**
 * The literal of a type that a text stands for, as inside `datetime(…)` and the like; undefined when it is none.
 * @example literalOfText('timespan', '1d', now)
 */
export function literalOfText(type: ScalarType, text: string, now: Pick<Now, 'ticks'>): LiteralExpr | undefined {
  const value = scalarValue(type, text, now);
  const isTooLarge = type === 'int' && typeof value === 'bigint' && BigInt.asIntN(32, value) !== value;
  return value === undefined || isTooLarge ? undefined : literal(type, value);
}

const unquoted = (text: string): string => /^(["'])([\s\S]*)\1$/.exec(text)?.[2] ?? text;

function scalarValue(type: ScalarType, text: string, now: Pick<Now, 'ticks'>): LiteralValue | undefined {
  switch (type) {
    case 'bool':
      return /^(true|1)$/i.test(text) ? true : /^(false|0)$/i.test(text) ? false : undefined;
    case 'int':
    case 'long':
      return integer(text);
    case 'real':
      return real(text);
    case 'decimal':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? text : undefined;
    case 'datetime':
      return text === '' ? now.ticks() : parseDatetime(dateParts(text));
    case 'timespan':
      return parseTimespan(text, 'literal');
    case 'guid':
      return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text) ? dashed(text) : undefined;
    default:
      return undefined;
  }
}

// The parts of a date may also be set apart: `datetime(2020 - 01 - 31)`, `datetime(2020, 1, 31)`.
const dateParts = (text: string): string =>
  text
    .replace(/^(\d{4})\s*-\s*(\d{1,2})\s*-\s*(\d{1,2})/, '$1-$2-$3')
    .replace(/^(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})$/, (_, y: string, m: string, d: string) =>
      [y, m.padStart(2, '0'), d.padStart(2, '0')].join('-'),
    );

function integer(text: string): bigint | undefined {
  const match = /^([+-]?)\s*(0x[0-9a-f]+|\d+)$/i.exec(text);
  if (!match) return undefined;
  const magnitude = BigInt(match[2] ?? '0');
  return BigInt.asIntN(64, match[1] === '-' ? -magnitude : magnitude);
}

function real(text: string): number | undefined {
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? undefined : value;
}

function dashed(guid: string): string {
  return guid
    .replaceAll('-', '')
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// JSON.stringify knows no 64-bit integers and writes 1.0 as 1: they pass as marked strings and lose the mark in the text.
const MARK = '\u0001number:';
const numberMark = /"\\u0001number:(-?[\d.]+)"/g;
function markedNumbers(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${MARK}${value}`;
  return Number.isInteger(value) && Math.abs(value as number) < 1e21 ? `${MARK}${value}.0` : value;
}

type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

function jsonOf(node: SyntaxNode, now: Pick<Now, 'ticks'>): Json {
  switch (node.kind) {
    case 'JsonObjectExpression':
      return Object.fromEntries(
        listOf(node, 'Pairs').map((pair) => [
          jsonKey(requiredChild(pair, 'Name')),
          jsonOf(requiredChild(pair, 'Value'), now),
        ]),
      );
    case 'JsonArrayExpression':
      return listOf(node, 'Values').map((value) => jsonOf(value, now));
    case 'NullLiteralExpression':
      return null;
    case 'UnaryMinusExpression': {
      const value = jsonOf(requiredChild(node, 'Expression'), now);
      return typeof value === 'bigint' || typeof value === 'number' ? -value : value;
    }
    case 'UnaryPlusExpression':
      return jsonOf(requiredChild(node, 'Expression'), now);
    case 'DynamicExpression':
      return jsonOf(requiredChild(node, 'Expression'), now);
    default: {
      const found = literalOf(node, now);
      if (!found) throw new KqlError('unsupported', `'${node.kind}' inside a dynamic literal`);
      return jsonScalar(found);
    }
  }
}

function jsonKey(name: SyntaxNode): string {
  const token = name.value ?? name.name;
  if (token !== undefined) return token;
  const text = name.text ?? '';
  return /^"/.test(text) ? (JSON.parse(text) as string) : unquoted(text);
}

function jsonScalar({ type, value }: LiteralExpr): Json {
  if (value === null) return null;
  switch (type) {
    case 'datetime':
      return formatDatetime(value as bigint);
    case 'timespan':
      return formatTimespan(value as bigint);
    case 'real':
      return Number.isFinite(value as number) ? (value as number) : nonFinite(value as number);
    default:
      return value as Json;
  }
}

const nonFinite = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity');
