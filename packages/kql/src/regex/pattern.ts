// A regular expression in a query: what it is when it is written there, and the SQL that searches with it.

import { hostName } from '../dialects/duckdb/host-functions/host-function.js';
import { type Arg, invalid } from '../functions/function.js';
import { fn, integer, type Sql, sql, text } from '../sql/sql.js';
import { rustRegex } from './rust-regex.js';
import { type Re2Pattern, translateRegex } from './translate-regex.js';

/** A pattern as an argument. */
export interface Pattern {
  /** In the language's own spelling. */
  readonly sql: Sql;
  /** What is known of one that is written in the query. */
  readonly written: WrittenPattern | null;
}

export interface WrittenPattern {
  readonly text: string;
  /** Null where RE2 cannot say it. */
  readonly re2: Re2Pattern | null;
  /** It may match nothing at a place, where RE2's list of matches has one too many. */
  readonly mayBeEmpty: boolean;
  /** Capture groups; the whole match is none. */
  readonly groups: number;
  readonly groupNames: ReadonlyMap<string, number>;
}

/**
 * @throws InvalidForm when the text is no regular expression, with the reason
 * @example writtenPattern('(?<a>x)|(y)').groups === 2
 */
export function writtenPattern(pattern: string): WrittenPattern {
  const regex = rustRegex(pattern);
  if (typeof regex === 'string') invalid(`'${pattern}' is not a regular expression: ${regex}`);
  const names: readonly (string | null)[] = regex.captureNames();
  const re2 = translateRegex(pattern);
  return {
    text: pattern,
    re2,
    // Only word boundaries match nothing elsewhere and not in the empty text.
    mayBeEmpty: regex.isMatch('') || (re2?.asciiOnly ?? true),
    groups: regex.capturesLength() - 1,
    groupNames: new Map(names.flatMap((name, group) => (name ? [[name, group] as const] : []))),
  };
}

/** @throws InvalidForm as `writtenPattern` does */
export function patternOf(arg: Arg): Pattern {
  const value = arg.literal?.value;
  return { sql: arg.sql, written: typeof value === 'string' ? writtenPattern(value) : null };
}

/** A pattern made here of one or more that were checked. */
export const madePattern = (pattern: string): Pattern => ({ sql: text(pattern), written: writtenPattern(pattern) });

// RE2 is several times faster, and streams through the engine's threads; the host is always right.
function search(source: Sql, pattern: Pattern, inRe2: (pattern: Sql) => Sql, onHost: Sql): Sql {
  const re2 = pattern.written?.re2;
  if (!re2) return onHost;
  const direct = inRe2(text(re2.pattern));
  return re2.asciiOnly
    ? sql`CASE WHEN strlen(${source}) = length(${source}) THEN ${direct} ELSE ${onHost} END`
    : direct;
}

/** Whether the pattern is somewhere in the text. */
export const regexMatches = (source: Sql, pattern: Pattern): Sql =>
  search(
    source,
    pattern,
    (re2) => fn('regexp_matches', source, re2),
    fn(hostName('regex_matches'), source, pattern.sql),
  );

/** The text of a group of the first match; '' when there is none. */
export function regexExtract(source: Sql, pattern: Pattern, group: Sql, groupNumber: number | null): Sql {
  const onHost = fn(hostName('regex_extract'), source, pattern.sql, group);
  // RE2 takes a constant group only, and no more than nine.
  if (groupNumber === null || groupNumber > 9) return onHost;
  return search(source, pattern, (re2) => fn('regexp_extract', source, re2, integer(groupNumber)), onHost);
}

/** Every match as a list of texts, one group of each. */
export function regexExtractAll(source: Sql, pattern: Pattern, group: number): Sql {
  const { re2, mayBeEmpty } = pattern.written ?? {};
  if (re2 && !mayBeEmpty && group <= 9) return fn('regexp_extract_all', source, text(re2.pattern), integer(group));
  const all = fn(hostName('regex_extract_all'), source, pattern.sql);
  return fn('json_extract_string', sql`CAST(${all} AS JSON)`, text(`$[*][${group}]`));
}

/** All matches replaced; `\1` stands for a group. */
export function regexReplace(source: Sql, pattern: Pattern, rewrite: Arg): Sql {
  const onHost = fn(hostName('regex_replace'), source, pattern.sql, rewrite.sql);
  const written = rewrite.literal?.value;
  // RE2 refuses a rewrite with a group that there is not, when it runs.
  const known =
    typeof written === 'string' &&
    [...written.matchAll(/\\(.?)/gs)].every(
      ([, sign = '']) => /^[0-9\\]$/.test(sign) && (sign === '\\' || Number(sign) <= (pattern.written?.groups ?? 0)),
    );
  return known
    ? search(source, pattern, (re2) => fn('regexp_replace', source, re2, rewrite.sql, text('g')), onHost)
    : onHost;
}

/** Where the matches begin, in code points from 0, as a list. */
export const regexStarts = (source: Sql, pattern: Pattern): Sql =>
  sql`CAST(${fn(hostName('regex_starts'), source, pattern.sql)} AS JSON)::BIGINT[]`;

/** How many matches there are. */
export const regexCount = (source: Sql, pattern: Pattern): Sql =>
  sql`CAST(len(${regexExtractAll(source, pattern, 0)}) AS BIGINT)`;
