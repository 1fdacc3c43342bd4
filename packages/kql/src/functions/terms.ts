// Text matching by KQL's own term rules (kql-semantics §2.1): has, contains and their kin, fast on DuckDB.

import { escapeRegex } from '../regex/escape-regex.js';
import { patternOf, regexMatches } from '../regex/pattern.js';
import { falseSql, fn, joinSql, type Sql, sql, text, trueSql } from '../sql/sql.js';
import { type Arg, defineFamily, literalText, type ScalarFunction } from './function.js';

// A term is a run of letters and digits of any script; everything else separates, the underscore too.
const BOUNDARY_BEFORE = '(?:^|[^\\p{L}\\p{N}])';
const BOUNDARY_AFTER = '(?:[^\\p{L}\\p{N}]|$)';
const alphanumeric = /[\p{L}\p{N}]/u;

// `[Mm]` instead of `(?i)`: RE2 scans for such literals fast, and folds no letter beyond ASCII by surprise.
const foldAscii = (needle: string): string =>
  [...needle].map((c) => (/[a-z]/i.test(c) ? `[${c.toUpperCase()}${c.toLowerCase()}]` : escapeRegex(c))).join('');

interface Edges {
  readonly before: boolean;
  readonly after: boolean;
}

/** Pattern of a needle between term boundaries; an edge that is punctuation needs none. */
function termPattern(needle: string, edges: Edges, caseSensitive: boolean): string {
  const characters = [...needle];
  const before = edges.before && alphanumeric.test(characters[0] ?? '') ? BOUNDARY_BEFORE : '';
  const after = edges.after && alphanumeric.test(characters.at(-1) ?? '') ? BOUNDARY_AFTER : '';
  const ascii = /^[\0-\x7f]*$/.test(needle);
  const core = caseSensitive ? escapeRegex(needle) : ascii ? foldAscii(needle) : `(?i:${escapeRegex(needle)})`;
  return `${before}${core}${after}`;
}

const lower = (value: Sql): Sql => fn('lower', value);

function containsText(haystack: Sql, needle: Sql, caseSensitive: boolean): Sql {
  return caseSensitive ? fn('contains', haystack, needle) : fn('contains', lower(haystack), lower(needle));
}

// The guard is cheap and rarely true; CASE pins the order, which AND would not (and evaluates dictionary columns once per entry).
function termMatch(haystack: Arg, needle: Arg, edges: Edges, caseSensitive: boolean): Sql {
  const guard = containsText(haystack.sql, needle.sql, caseSensitive);
  if (needle.literal === undefined) return computedTermMatch(haystack, needle, edges, caseSensitive, guard);
  const written = literalText(needle, 'a term');
  if (written === '') return trueSql;
  const pattern = termPattern(written, edges, caseSensitive);
  const bounded = pattern.startsWith(BOUNDARY_BEFORE) || pattern.endsWith(BOUNDARY_AFTER);
  return bounded
    ? sql`CASE WHEN ${guard} THEN regexp_matches(${haystack.sql}, ${text(pattern)}) ELSE false END`
    : guard;
}

function computedTermMatch(haystack: Arg, needle: Arg, edges: Edges, caseSensitive: boolean, guard: Sql): Sql {
  const edge = (position: 'left' | 'right', boundary: string): Sql =>
    sql`CASE WHEN regexp_matches(${fn(position, needle.sql, sql`1`)}, '[\\p{L}\\p{N}]') THEN ${text(boundary)} ELSE '' END`;
  const pieces = [
    text(caseSensitive ? '' : '(?i)'),
    ...(edges.before ? [edge('left', BOUNDARY_BEFORE)] : []),
    fn('regexp_escape', needle.sql),
    ...(edges.after ? [edge('right', BOUNDARY_AFTER)] : []),
  ];
  return sql`CASE WHEN ${guard} THEN regexp_matches(${haystack.sql}, ${joinSql(pieces, ' || ')}) ELSE false END`;
}

const BOTH: Edges = { before: true, after: true };

const term = (edges: Edges, caseSensitive: boolean): ScalarFunction => ({
  takes: ['string', 'string'],
  returns: 'bool',
  sql: (haystack: Arg, needle: Arg) => termMatch(haystack, needle, edges, caseSensitive),
});

const simple = (name: 'contains' | 'starts_with' | 'ends_with', caseSensitive: boolean): ScalarFunction => ({
  takes: ['string', 'string'],
  returns: 'bool',
  sql: (haystack: Arg, needle: Arg) =>
    caseSensitive ? fn(name, haystack.sql, needle.sql) : fn(name, lower(haystack.sql), lower(needle.sql)),
});

/** From this many terms on, one alternation beats an OR of single matches. */
const ALTERNATION_FROM = 3;

const hasAny: ScalarFunction = {
  takes: ['string', 'string*'],
  returns: 'bool',
  sql: (haystack: Arg, ...needles: Arg[]) => {
    if (needles.length === 0) return falseSql;
    const written = needles.map((needle) => needle.literal?.value);
    if (written.includes('')) return trueSql;
    if (needles.length < ALTERNATION_FROM || !written.every((value): value is string => typeof value === 'string')) {
      return joinSql(
        needles.map((needle) => termMatch(haystack, needle, BOTH, false)),
        ' OR ',
      );
    }
    return fn('regexp_matches', haystack.sql, text(alternation(written)));
  },
};

// Terms with the same kind of edges share one pair of boundaries.
function alternation(needles: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const needle of new Set(needles)) {
    const bare = termPattern(needle, { before: false, after: false }, false);
    const shape = termPattern(needle, BOTH, false).replace(bare, '*');
    groups.set(shape, [...(groups.get(shape) ?? []), bare]);
  }
  return [...groups].map(([shape, patterns]) => shape.replace('*', () => `(?:${patterns.join('|')})`)).join('|');
}

const overArray = (all: boolean): ScalarFunction => ({
  takes: ['string', 'dynamic'],
  returns: 'bool',
  sql: (haystack: Arg, needles: Arg) => {
    const matches = sql`list_transform(kql_texts(${needles.sql}), lambda n : n = '' OR (contains(lower(${haystack.sql}), lower(n)) AND regexp_matches(${haystack.sql}, kql_term_pattern(n))))`;
    return all ? sql`coalesce(list_bool_and(${matches}), true)` : sql`coalesce(list_bool_or(${matches}), false)`;
  },
});

const matchesRegex: ScalarFunction = {
  takes: ['string', 'string'],
  returns: 'bool',
  sql: (haystack: Arg, pattern: Arg) => regexMatches(haystack.sql, patternOf(pattern)),
};

/** The string operators; negations are `not` of these, since text is never null. */
export const terms = defineFamily({
  has: term(BOTH, false),
  has_cs: term(BOTH, true),
  hasprefix: term({ before: true, after: false }, false),
  hasprefix_cs: term({ before: true, after: false }, true),
  hassuffix: term({ before: false, after: true }, false),
  hassuffix_cs: term({ before: false, after: true }, true),
  contains: simple('contains', false),
  contains_cs: simple('contains', true),
  startswith: simple('starts_with', false),
  startswith_cs: simple('starts_with', true),
  endswith: simple('ends_with', false),
  endswith_cs: simple('ends_with', true),
  equals_insensitive: {
    takes: ['string', 'string'],
    returns: 'bool',
    sql: (a: Arg, b: Arg) => sql`lower(${a.sql}) = lower(${b.sql})`,
  },
  has_any: hasAny,
  has_all: {
    takes: ['string', 'string*'],
    returns: 'bool',
    sql: (haystack: Arg, ...needles: Arg[]) =>
      needles.length === 0
        ? trueSql
        : joinSql(
            needles.map((needle) => termMatch(haystack, needle, BOTH, false)),
            ' AND ',
          ),
  },
  has_any_array: overArray(false),
  has_all_array: overArray(true),
  matches_regex: matchesRegex,
});
