// What `externaldata` asks of the host, as plain data: files to read, and how their records become the texts of a table.

import { createHash } from 'node:crypto';
import type { Position } from '../errors.js';

/** The schema of the engine in which external tables lie; no namespace can be called so. */
export const EXTERNAL_SCHEMA = 'external';

/** Formats by their names in the language. `tsve` escapes with backslashes, `scsv` has semicolons, `sohsv` the character 1. */
export const externalFormats = [
  'csv',
  'tsv',
  'tsve',
  'psv',
  'scsv',
  'sohsv',
  'txt',
  'raw',
  'json',
  'multijson',
  'parquet',
] as const;

export type ExternalFormat = (typeof externalFormats)[number];

/** How a number in a file is turned into a moment, or a list of properties into a bag, before it is a text. */
export const externalTransforms = [
  'PropertyBagArrayToDictionary',
  'DateTimeFromUnixSeconds',
  'DateTimeFromUnixMilliseconds',
  'DateTimeFromUnixMicroseconds',
  'DateTimeFromUnixNanoseconds',
] as const;

export type ExternalTransform = (typeof externalTransforms)[number];

/** Where a column's value comes from. */
export type ExternalField =
  /** The field at a position of a record, from 0. */
  | { readonly kind: 'ordinal'; readonly at: number }
  /** What steps of names and positions lead to within a record. With `asJson` as JSON text, else a text as it is. */
  | {
      readonly kind: 'path';
      readonly steps: readonly (string | number)[];
      readonly asJson: boolean;
      readonly transform: ExternalTransform | null;
    }
  | { readonly kind: 'constant'; readonly text: string }
  /** The URL of the file, without what follows its path. */
  | { readonly kind: 'location' }
  /** The record's number within its file, from 1. */
  | { readonly kind: 'line' };

/** A table that lies outside: the records of all files, a text per column, '' for what is not there. */
export interface ExternalTable {
  readonly urls: readonly string[];
  readonly format: ExternalFormat;
  /** The first record of every file is a heading. */
  readonly ignoreFirstRecord: boolean;
  /** A field per column. */
  readonly fields: readonly ExternalField[];
}

/** An external table where a query reads it. */
export interface ExternalRead extends ExternalTable {
  readonly position: Position;
}

/**
 * The name under which compiled SQL reads an external table, in the schema `external`: the same for the same question, and no
 * other question has it. Its columns are `externalColumn(0)` and on.
 * @example externalTableName({ urls: ['https://lists.example/a.csv'], format: 'csv', ignoreFirstRecord: true, fields })
 */
export function externalTableName({ urls, format, ignoreFirstRecord, fields }: ExternalTable): string {
  const question = JSON.stringify([urls, format, ignoreFirstRecord, fields]);
  return `t${createHash('sha256').update(question).digest('hex').slice(0, 40)}`;
}

/** The name of a column of an external table, by its position from 0. */
export const externalColumn = (at: number): string => `c${at}`;
