// Turns a mapped row into what the engine appends, or says what does not fit: the last check before anything is stored.

import { type Table, ticksFromMilliseconds } from '@gamekeeper/kql';
import type { MappedRow, RawValue, Rejection } from '../sources/source.js';
import { sourceTables as tables } from '../tables/index.js';
import { type EncodedValue, encoders, isAbsent, toTicks } from './encode-value.js';
import { parseJson, quoteJson, stringifyJson, wellFormed } from './json-exact.js';
import { MAX_DATETIME_TICKS } from './parse-datetime.js';
import { partitionOf } from './partition.js';

/** A row as `Engine.append` takes it. */
export interface EncodedRow {
  readonly table: string;
  readonly partition: string;
  /** The row's Timestamp; now for a table without one. */
  readonly ticks: bigint;
  /**
   * The text of a JSON object keyed by column name: datetimes are integer ticks, integers exact, a dynamic is JSON text in
   * a string, a guid is lower case; null and empty values are left out.
   */
  readonly json: string;
}

export interface EncodeRowOptions {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Ticks added to every datetime column of the row (`--shift-time`). */
  readonly shift?: bigint;
}

/**
 * Checks a row against its table's columns. Columns that the table does not have go to its AdditionalFields, where it has
 * such a column.
 * @returns a rejection that names table, column, expected type and what was found
 * @example encodeRow({ table: 'AlertInfo', values: { Timestamp: '2026-11-22T10:00:00Z', Title: 'x' } }, { now })
 */
export function encodeRow(row: MappedRow, { now, shift = 0n }: EncodeRowOptions): EncodedRow | Rejection {
  const layout = layouts.get(row.table);
  if (!layout) return { rejected: `expected a table of the catalog, found ${shorten(row.table)}` };

  let json = '';
  let ticks: bigint | undefined;
  let extras: [string, RawValue][] | undefined;
  let additionalFields: RawValue;
  for (const name in row.values) {
    const value = row.values[name];
    if (isAbsent(value)) continue;
    const column = layout.columns.get(name);
    if (!column) {
      extras ??= [];
      extras.push([name, value]);
      continue;
    }
    if (name === 'AdditionalFields') {
      additionalFields = value;
      continue;
    }
    let encoded: EncodedValue;
    if (column.encode) {
      encoded = column.encode(value);
    } else {
      const moment = toTicks(value);
      const shifted = moment === undefined ? undefined : shiftBy(moment, shift);
      encoded = shifted?.toString();
      if (name === 'Timestamp') ticks = shifted;
    }
    if (encoded === undefined) return misfit(row.table, name, column.expects, value);
    if (encoded !== null) json += column.prefix + encoded;
  }

  const fields = layout.columns.get('AdditionalFields');
  if (extras) {
    if (!fields) return unknownColumns(row.table, extras);
    additionalFields = merge(additionalFields, extras);
  }
  if (fields?.encode && !isAbsent(additionalFields)) {
    const encoded = fields.encode(additionalFields);
    if (encoded === undefined) return misfit(row.table, 'AdditionalFields', fields.expects, additionalFields);
    if (encoded !== null) json += fields.prefix + encoded;
  }

  if (ticks === undefined) {
    if (layout.dated) return misfit(row.table, 'Timestamp', 'datetime', undefined);
    ticks = ticksFromMilliseconds(now);
  }
  return { table: row.table, partition: partitionOf(ticks, now), ticks, json: wellFormed(`{${json.slice(1)}}`) };
}

/** Moves a datetime; one that would leave the calendar (0001 and 9999 stand for never) stays where it is. */
function shiftBy(ticks: bigint, shift: bigint): bigint {
  if (shift === 0n) return ticks;
  const shifted = ticks + shift;
  return shifted >= 0n && shifted <= MAX_DATETIME_TICKS ? shifted : ticks;
}

interface ColumnLayout {
  /** `,"Name":`, as it stands in the row's text. */
  readonly prefix: string;
  readonly expects: string;
  /** Absent for datetimes, which are shifted first. */
  readonly encode?: (value: RawValue) => EncodedValue;
}

interface RowLayout {
  readonly columns: ReadonlyMap<string, ColumnLayout>;
  /** Whether the table has a Timestamp, without which a row of it has no place. */
  readonly dated: boolean;
}

const layouts: ReadonlyMap<string, RowLayout> = new Map(
  [...tables.values()].map((table) => [table.name, layoutOf(table)]),
);

function layoutOf(table: Table): RowLayout {
  const columns = new Map(
    table.columns.map(({ name, type }): [string, ColumnLayout] => [
      name,
      { prefix: `,${quoteJson(name)}:`, expects: type, ...(type === 'datetime' ? {} : { encode: encoders[type] }) },
    ]),
  );
  return { columns, dated: columns.get('Timestamp')?.expects === 'datetime' };
}

/** What the source had beyond the table's columns, laid beside what AdditionalFields held; no key replaces another. */
function merge(additionalFields: RawValue, extras: readonly [string, RawValue][]): RawValue {
  const merged = new Map<string, RawValue>(Object.entries(asObject(additionalFields)));
  for (const [name, value] of extras) {
    let free = name;
    for (let copy = 1; merged.has(free); copy++) free = `${name}_${copy}`;
    merged.set(free, value);
  }
  return Object.fromEntries(merged);
}

function asObject(value: RawValue): object {
  if (isAbsent(value)) return {};
  let parsed: unknown = value;
  if (typeof value === 'string') {
    try {
      parsed = parseJson(value);
    } catch {
      parsed = value;
    }
  }
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  return isObject ? (parsed as object) : { AdditionalFields: value };
}

function misfit(table: string, column: string, expected: string, found: RawValue): Rejection {
  return { rejected: `table ${table}, column ${column}: expected ${expected}, found ${shorten(found)}` };
}

function unknownColumns(table: string, extras: readonly [string, RawValue][]): Rejection {
  const names = extras.map(([name]) => name);
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  return { rejected: `table ${table}: expected only its own columns, found ${shorten(shown, 200)}` };
}

/** A value as it is shown in a reason. */
export function shorten(value: unknown, length = 60): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value.slice(0, length + 1) : stringifyJson(value);
  return typeof value === 'string'
    ? quoteJson(text.length > length ? `${text.slice(0, length)}…` : text)
    : text.length > length
      ? `${text.slice(0, length)}…`
      : text;
}
