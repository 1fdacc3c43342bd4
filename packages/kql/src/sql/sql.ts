// SQL as a tree: text comes only from templates in this code base, values only through `ident` and the literals below.

import { KqlError } from '../errors.js';
import type { TickSlot } from '../plan/now.js';

/** A piece of SQL. Compose with the `sql` template; print with `printSql`, fill in with `fillSql`. */
export interface Sql {
  readonly parts: readonly (string | Sql | TickSlot)[];
  /** Needs no parentheses wherever it is put. */
  readonly atomic: boolean;
}

/**
 * SQL from a template. What is interpolated is parenthesised where it has to be, so operands keep their meaning.
 * @example sql`${ident('a')} + ${sql`1 + 2`}`  →  "a" + (1 + 2)
 */
export function sql(strings: TemplateStringsArray, ...values: readonly Sql[]): Sql {
  const parts: (string | Sql)[] = [];
  strings.forEach((text, i) => {
    parts.push(text);
    const value = values[i];
    if (!value) return;
    const enclosed = /[(,]\s*$/.test(text) && /^\s*[,)]/.test(strings[i + 1] ?? '');
    parts.push(value.atomic || enclosed ? value : { parts: ['(', value, ')'], atomic: true });
  });
  return { parts, atomic: isCall(strings, values.length) };
}

// `name(…)` with balanced ends needs no parentheses of its own.
function isCall(strings: TemplateStringsArray, count: number): boolean {
  const first = strings[0] ?? '';
  const last = strings[count] ?? '';
  if (count === 0) return /^[\w.']*$/.test(first) || /^\w+\([^()]*\)$/.test(first);
  if (!/^(CAST|\w+)\([^()]*$/.test(first) || !last.endsWith(')')) return false;
  let depth = 0;
  const text = strings.join('x');
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0 && i < text.length - 1) return false;
  }
  return depth === 0;
}

/**
 * An identifier, quoted.
 * @throws KqlError for a name with a NUL character, at which the engine would take the statement to end
 */
export function ident(name: string): Sql {
  if (name.includes('\0')) throw new KqlError('unsupported', 'A name with a NUL character is not supported');
  return { parts: [`"${name.replaceAll('"', '""')}"`], atomic: true };
}

/** A column of a named source: `l."a"`. */
export const qualified = (source: 'l' | 'r', name: string): Sql => ({
  parts: [`${source}.`, ident(name)],
  atomic: true,
});

/** A table, of a schema where one is named: `"tenant-7"."T"`. */
export const tableName = (schema: string | null, table: string): Sql =>
  schema === null ? ident(table) : { parts: [ident(schema), '.', ident(table)], atomic: true };

/** A text literal; a NUL character, which SQL text cannot hold, is spelled `chr(0)`. */
export function text(value: string): Sql {
  const pieces = value.split('\0').map((piece) => `'${piece.replaceAll("'", "''")}'`);
  return { parts: [pieces.length === 1 ? pieces.join('') : `(${pieces.join(' || chr(0) || ')})`], atomic: true };
}

/** A 64-bit integer literal. */
export const bigint = (value: bigint | number): Sql => ({ parts: [bigintText(BigInt(value))], atomic: true });

const bigintText = (value: bigint): string => (value < 0n ? `(${value})::BIGINT` : `${value}::BIGINT`);

/** A bare integer, for LIMIT, positions and the like. */
export const integer = (value: number | bigint): Sql => ({ parts: [BigInt(value).toString()], atomic: true });

/** A 64-bit integer literal whose value is filled in for each run. */
export const tickSlot = (slot: TickSlot): Sql => ({ parts: [slot], atomic: true });

/** A double literal; NaN and infinities included. */
export function double(value: number): Sql {
  const digits = Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return { parts: [`'${Object.is(value, -0) ? '-0.0' : digits}'::DOUBLE`], atomic: true };
}

export const nullSql: Sql = { parts: ['NULL'], atomic: true };
export const trueSql: Sql = { parts: ['TRUE'], atomic: true };
export const falseSql: Sql = { parts: ['FALSE'], atomic: true };
export const boolean = (value: boolean): Sql => (value ? trueSql : falseSql);

/** The pieces with a separator between them, not parenthesised. */
export function joinSql(
  pieces: readonly Sql[],
  separator: ', ' | ' AND ' | ' OR ' | ' || ' | ' UNION ALL ' | ' ',
): Sql {
  const logical = separator === ' AND ' || separator === ' OR ' || separator === ' || ';
  const parts: (string | Sql)[] = [];
  for (const piece of pieces) {
    if (parts.length > 0) parts.push(separator);
    parts.push(logical && !piece.atomic ? { parts: ['(', piece, ')'], atomic: true } : piece);
  }
  return { parts, atomic: pieces.length === 1 && (pieces[0]?.atomic ?? false) };
}

/** A piece that needs no parentheses where it is put, such as a clause or a list. */
export const bare = (piece: Sql): Sql => ({ parts: piece.parts, atomic: true });

/** `name(a, b)`; the name is code, never data. */
export const fn = (name: string, ...args: readonly Sql[]): Sql => ({
  parts: [`${name}(`, joinSql(args, ', '), ')'],
  atomic: true,
});

/** The text of a tree, in pieces between the slots that differ from run to run. */
export type PrintedSql = readonly (string | TickSlot)[];

export function printSql(tree: Sql): PrintedSql {
  const pieces: (string | TickSlot)[] = [];
  let out: string[] = [];
  const walk = (part: string | Sql | TickSlot): void => {
    if (typeof part === 'string') out.push(part);
    else if ('parts' in part) for (const inner of part.parts) walk(inner);
    else {
      pieces.push(out.join(''), part);
      out = [];
    }
  };
  walk(tree);
  return [...pieces, out.join('')];
}

/** The ticks that slots stand for in a run. */
export type Moments = Readonly<Record<TickSlot['moment'], bigint | null>>;

/** The text with the moments of a run in it. */
export function fillSql(printed: PrintedSql, moments: Moments): string {
  return printed.map((piece) => (typeof piece === 'string' ? piece : momentText(piece, moments))).join('');
}

function momentText({ moment, plus }: TickSlot, moments: Moments): string {
  const ticks = moments[moment];
  if (ticks === null) throw new Error(`the run has no moment '${moment}'`);
  return bigintText(ticks + plus);
}
