// The second barrier: finds out which tables a compiled statement reads, from its text, and refuses those out of its reach.

import { EXTERNAL_SCHEMA } from '@gamekeeper/kql';
import { EngineError, type QueryReach } from '../engine/engine.js';

/** Text, quoted name, word, number, blank, anything else; sticky, so that nothing is skipped. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_$]*|[0-9][0-9.]*|\s+|[\s\S]/gy;

/** Ways to hide text from this reader (comments, other quotes) or to put a second statement behind. */
const NEVER = new Set(['\0', '$', ';', '\\', '`', '@', '#', '"', "'"]);
/** Words that read tables without FROM. */
const OTHER_READERS = wordSet('table pivot pivot_wider pivot_longer unpivot describe summarize show');
/** Words that end a list of tables. */
const CLAUSES = wordSet('where group having window qualify order limit offset union except intersect select');
const QUERY_STARTS = wordSet('select with values from');
/** Functions in place of a table that read nothing. */
const FUNCTIONS = wordSet('generate_series range unnest');

/**
 * The tables of the namespace that a statement reads, each once.
 *
 * It knows as much SQL as the compiler prints and refuses what it does not know. Names are compared exactly: a table is a
 * hunting table under its own name, of the namespace in reach; any other name must be that of a common table.
 * @param tables the hunting tables
 * @throws EngineError `forbidden-table`
 */
export function tablesRead(sql: string, reach: QueryReach, tables: { has(name: string): boolean }): readonly string[] {
  return new Reader(sql, reach, tables).read();
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #reach: QueryReach;
  readonly #tables: { has(name: string): boolean };
  readonly #allowed: ReadonlySet<string> | null;
  readonly #shared: ReadonlySet<string>;
  readonly #external: ReadonlySet<string>;
  readonly #commonTables: ReadonlySet<string>;
  readonly #found = new Set<string>();

  constructor(sql: string, reach: QueryReach, tables: { has(name: string): boolean }) {
    this.#reach = reach;
    this.#tables = tables;
    this.#allowed = reach.tables === 'all' ? null : new Set(reach.tables);
    this.#shared = new Set(reach.shared);
    this.#external = new Set(reach.external);
    this.#tokens = tokensOf(sql);
    this.#commonTables = commonTablesOf(this.#tokens);
  }

  read(): readonly string[] {
    // Whether a comma at this depth would be followed by one more table; one entry per open parenthesis.
    const inTables: boolean[] = [];
    let here = false;
    const [first = ''] = this.#tokens;
    if (!/^(?:select|with)$/i.test(first)) refuse(`${first} in place of SELECT`);
    for (let at = 0; at < this.#tokens.length; at++) {
      const token = this.#tokens[at] ?? '';
      const word = /^[A-Za-z]/.test(token) ? token.toLowerCase() : '';
      let expected = false;
      if (token === '(') {
        inTables.push(here);
        here = false;
      } else if (token === ')') here = inTables.pop() ?? refuse('more than one statement');
      else if (token === ',') expected = here;
      else if (word === 'join' || (word === 'from' && !this.#isComparison(at))) {
        here = true;
        expected = true;
      } else if (CLAUSES.has(word)) here = false;
      else if (OTHER_READERS.has(word)) refuse(`the word ${token}`);
      if (!expected) continue;
      // Parentheses around tables: `((a JOIN b) JOIN c)`; what is a query of its own is met as such.
      while (this.#tokens[at + 1] === '(') {
        at++;
        const query = QUERY_STARTS.has(this.#tokens[at + 1]?.toLowerCase() ?? '');
        inTables.push(here);
        here = !query;
        if (query) {
          expected = false;
          break;
        }
      }
      if (expected) at = this.#source(at + 1);
    }
    return [...this.#found];
  }

  /** `IS [NOT] DISTINCT FROM`. */
  #isComparison(at: number): boolean {
    const before = this.#tokens.slice(Math.max(0, at - 2), at).map((token) => token.toLowerCase());
    return before[1] === 'distinct' && (before[0] === 'is' || before[0] === 'not');
  }

  /** Checks the table or function at a place; returns where its name ends. */
  #source(start: number): number {
    const parts: string[] = [];
    let at = start;
    for (; ; at += 2) {
      const token = this.#tokens[at] ?? '';
      if (!/^["A-Za-z_]/.test(token)) refuse(`${token === '' ? 'the end' : token} in place of a table`);
      parts.push(token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token);
      if (this.#tokens[at + 1] !== '.') break;
    }
    const name = parts.join('.');
    if (this.#tokens[at + 1] === '(') {
      if (!FUNCTIONS.has(name)) refuse(`the function ${name} in place of a table`);
      return at;
    }
    const [namespace, table] = parts.length === 1 ? [null, name] : [parts[0] ?? '', parts[1] ?? ''];
    const isOwn = namespace === this.#reach.namespace && (this.#allowed?.has(table) ?? true);
    const isShared = namespace === null && this.#shared.has(table);
    if (parts.length === 2 && namespace === EXTERNAL_SCHEMA) {
      if (!this.#external.has(table)) refuse(`the external table ${table}`);
    } else if (parts.length <= 2 && this.#tables.has(table) && (isOwn || isShared)) {
      if (isOwn) this.#found.add(table);
    } else if (parts.length > 1 || !this.#commonTables.has(name)) refuse(`the table ${name}`);
    return at;
  }
}

function tokensOf(sql: string): readonly string[] {
  const tokens: string[] = [];
  // The token right before, empty after a blank.
  let joined = '';
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token.length === 1 && NEVER.has(token)) refuse(`the character ${token}`);
    if (isHidden(joined, token)) refuse(`${joined}${token.slice(0, 1)}`);
    const isBlank = token.trimStart() === '';
    if (!isBlank) tokens.push(token);
    joined = isBlank ? '' : token;
  }
  return tokens;
}

/** A comment, or a text in another kind of quotes: `E'…'`. */
function isHidden(before: string, token: string): boolean {
  if (token === '-') return before === '-';
  if (token === '*') return before === '/';
  return token.startsWith("'") && /^\w/.test(before);
}

/** Names of `name AS (` and `name AS MATERIALIZED (`, as far as a lake has no such relation: those have their table's name before `$`. */
function commonTablesOf(tokens: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  tokens.forEach((token, at) => {
    if (
      !token.startsWith('"') ||
      !/^"(?:shared|rows|fold)\$\d+"$/.test(token) ||
      tokens[at + 1]?.toLowerCase() !== 'as'
    )
      return;
    const next = tokens[at + 2]?.toLowerCase() === 'materialized' ? tokens[at + 3] : tokens[at + 2];
    if (next === '(') names.add(token.slice(1, -1));
  });
  return names;
}

function refuse(what: string): never {
  throw new EngineError('forbidden-table', `the query reads ${what.slice(0, 200)}, which is out of its reach`);
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
