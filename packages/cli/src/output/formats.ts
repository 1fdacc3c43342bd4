// How an answer is written: a table for people, JSON, NDJSON and CSV for programs.

import type { ResultColumn } from '@gamekeeper/platform';
import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import { CliError } from '../cli-error.js';
import type { Answer, AnswerTable } from '../data/hunter.js';

/** Writes one table. @returns the number of rows */
export type Format = (answer: AnswerTable, write: (text: string) => Promise<void>) => Promise<number>;

/** A table holds this many rows at a time: widths are measured on them. */
const TABLE_ROWS = 1_000;
/** Longer cells are cut in a table; the other formats give them whole. */
const CELL_WIDTH = 80;

const table: Format = async ({ columns, rows }, write) => {
  let count = 0;
  let page: string[][] = [];
  const flush = async (): Promise<void> => {
    const grid = new Table({
      head: columns.map((column) => column.name),
      style: { head: [], border: [] },
      chars: plainLines,
    });
    grid.push(...page);
    await write(`${grid.toString()}\n`);
    page = [];
  };
  for await (const row of rows) {
    count++;
    page.push(cells(row).map((cell) => shown(cell)));
    if (page.length === TABLE_ROWS) await flush();
  }
  if (page.length > 0 || count === 0) await flush();
  await write(`${count} ${count === 1 ? 'row' : 'rows'}\n`);
  return count;
};

// No frame: columns parted by two spaces, a rule under the head.
const plainLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

function shown(cell: unknown): string {
  const text = cell === null ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
  // Control characters of a log must not reach the terminal.
  const safe = text.replace(/\p{Cc}/gu, (character) => (character === '\n' ? '⏎' : '·'));
  return safe.length > CELL_WIDTH ? `${safe.slice(0, CELL_WIDTH - 1)}…` : safe;
}

const cells = (row: string): unknown[] => JSON.parse(row) as unknown[];

/** `{"a":1,…}`: the row as an object, its cells' text untouched where JSON allows (64-bit integers keep their digits). */
function objectText(columns: readonly ResultColumn[], row: string): string {
  const values = topLevelCells(row);
  return `{${columns.map((column, i) => `${JSON.stringify(column.name)}:${values[i] ?? 'null'}`).join(',')}}`;
}

/** The texts of a JSON array's elements. */
export function topLevelCells(row: string): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  let inString = false;
  let start = 1;
  for (let i = 0; i < row.length; i++) {
    const character = row[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === ',' && depth === 1) {
      texts.push(row.slice(start, i));
      start = i + 1;
    }
  }
  const last = row.slice(start, -1);
  return last === '' && texts.length === 0 ? [] : [...texts, last];
}

const json: Format = async ({ columns, rows }, write) => {
  let count = 0;
  for await (const row of rows) await write(`${count++ === 0 ? '[\n' : ',\n'}${objectText(columns, row)}`);
  await write(count === 0 ? '[]\n' : '\n]\n');
  return count;
};

const ndjson: Format = async ({ columns, rows }, write) => {
  let count = 0;
  for await (const row of rows) {
    count++;
    await write(`${objectText(columns, row)}\n`);
  }
  return count;
};

const csv: Format = async ({ columns, rows }, write) => {
  let count = 0;
  await write(stringify([columns.map((column) => column.name)]));
  for await (const row of rows) {
    count++;
    const values = topLevelCells(row).map((text) => {
      if (text === 'null') return '';
      return text.startsWith('"') ? (JSON.parse(text) as string) : text;
    });
    await write(stringify([values], { escape_formulas: true }));
  }
  return count;
};

/** By the name that `--format` takes. */
export const formats: Readonly<Record<'table' | 'json' | 'ndjson' | 'csv', Format>> = { table, json, ndjson, csv };

/**
 * Writes all tables of an answer, several with their names.
 * @returns the number of rows of all
 * @throws CliError when there are several and the format has no place for their names
 */
export async function writeAnswer(
  answer: Answer,
  format: keyof typeof formats,
  write: (text: string) => Promise<void>,
): Promise<number> {
  if (answer.further.length === 0) return formats[format](answer, write);
  const tables = [answer, ...answer.further];
  if (format === 'csv' || format === 'ndjson') {
    const names = tables.map(({ name }) => name).join(', ');
    throw new CliError(
      `--format ${format} writes one table, the query yields ${tables.length} (${names}); table and json write all`,
    );
  }
  let count = 0;
  for (const [i, each] of tables.entries()) {
    const name = format === 'json' ? JSON.stringify(each.name) : each.name.replace(/\p{Cc}/gu, '·');
    await write(
      format === 'json' ? `${i === 0 ? '[' : ','}{"name":${name},"rows":` : `${i === 0 ? '' : '\n'}${name}\n`,
    );
    count += await formats[format](each, write);
    if (format === 'json') await write('}');
  }
  if (format === 'json') await write(']\n');
  return count;
}
