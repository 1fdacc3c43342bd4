// `gamekeeper hunt --batch`: many queries in one process, a line in and a line out.

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { netTypes } from '@gamekeeper/server';
import { errorLine, placeOf } from '../cli-error.js';
import type { AnswerTable, Hunter } from '../data/hunter.js';

interface BatchLine {
  readonly id: unknown;
  readonly kql: string;
}

/**
 * Answers each line in its turn; a query that fails has an `error` and the rest goes on.
 * @returns the exit code: 0 when every line could be read
 */
export async function runBatch(
  hunter: Hunter,
  input: Readable,
  write: (text: string) => Promise<void>,
): Promise<number> {
  let exitCode = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const request = readLine(line);
    if (!request) exitCode = 1;
    await write(`${request ? await answer(hunter, request) : unreadable}\n`);
  }
  return exitCode;
}

const unreadable = JSON.stringify({ id: null, error: { code: 'unreadable', message: 'expected a line {"id","kql"}' } });

function readLine(line: string): BatchLine | null {
  try {
    const parsed = JSON.parse(line) as Partial<BatchLine> | null;
    return typeof parsed?.kql === 'string' ? { id: parsed.id ?? null, kql: parsed.kql } : null;
  } catch {
    return null;
  }
}

async function answer(hunter: Hunter, { id, kql }: BatchLine): Promise<string> {
  try {
    const { further, warnings, ...first } = await hunter.hunt(kql);
    const told = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : '';
    const fields = await tableFields(first);
    if (further.length === 0) return `{"id":${JSON.stringify(id)},${fields}${told}}`;
    const tables = [`{"name":${JSON.stringify(first.name)},${fields}}`];
    for (const table of further) tables.push(`{"name":${JSON.stringify(table.name)},${await tableFields(table)}}`);
    return `{"id":${JSON.stringify(id)},${fields},"tables":[${tables.join(',')}]${told}}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error ? error.code : 'internal';
    return JSON.stringify({
      id,
      error: { code, message: 'code' in error ? error.message : errorLine(error), ...placeOf(error) },
    });
  }
}

/** The members of a table. Rows are JSON already: they pass through as they are, 64-bit integers with all their digits. */
async function tableFields({ columns, rows }: AnswerTable): Promise<string> {
  const texts: string[] = [];
  for await (const row of rows) texts.push(row);
  const head = { columns: columns.map(({ name }) => name), types: columns.map(({ type }) => netTypes[type]) };
  return `${JSON.stringify(head).slice(1, -1)},"rows":[${texts.join(',')}]`;
}
