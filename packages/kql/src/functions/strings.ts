// Functions on text: positions are in code points and start at 0 (kql-semantics §2.2, §2.3).

import { stringLiteral } from '../plan/expression.js';
import {
  madePattern,
  patternOf,
  regexCount,
  regexExtract,
  regexExtractAll,
  regexReplace,
  regexStarts,
  writtenPattern,
} from '../regex/pattern.js';
import { bare, fn, joinSql, type Sql, sql, text } from '../sql/sql.js';
import { joinedTexts } from './dynamics.js';
import { type Arg, attempt, defineFamily, invalid, literalText, type ScalarFunction, unsupported } from './function.js';

const oneText = (name: string): ScalarFunction => ({
  takes: ['text'],
  returns: 'string',
  total: true,
  sql: (s: Arg) => fn(name, s.sql),
});

const extract: ScalarFunction = {
  takes: ['string', 'long', 'string'],
  returns: 'string',
  total: true,
  sql: (regex: Arg, group: Arg, source: Arg) => {
    const pattern = patternOf(regex);
    const wanted = typeof group.literal?.value === 'bigint' ? Number(group.literal.value) : null;
    if (pattern.written && wanted !== null && (wanted < 0 || wanted > pattern.written.groups))
      invalid(`the pattern has no group ${wanted}: it has ${pattern.written.groups}`);
    return regexExtract(source.sql, pattern, sql`CAST(${group.sql} AS BIGINT)`, wanted);
  },
};

const extractAll: ScalarFunction = {
  takes: ['string', 'any', 'string?'],
  returns: 'dynamic',
  sql: (regex: Arg, second: Arg, third?: Arg) => {
    const pattern = patternOf(regex);
    if (!pattern.written) unsupported("a pattern of 'extract_all' that is not a literal");
    const { groups: count, groupNames } = pattern.written;
    const source = third ?? second;
    if (count < 1) invalid("a pattern of 'extract_all' must have a capture group");
    const groups = third ? wantedGroups(second, count, groupNames) : Array.from({ length: count }, (_, i) => i + 1);
    const lists = groups.map((group) => regexExtractAll(source.sql, pattern, group));
    const [first] = lists;
    if (lists.length === 1 && first) return sql`CASE WHEN len(${first}) > 0 THEN to_json(${first}) END`;
    const rows = lists.map((list) => sql`list_extract(${list}, i)`);
    return sql`CASE WHEN len(${first ?? text('')}) > 0 THEN to_json(list_transform(generate_series(1, len(${first ?? text('')})), lambda i : [${bare(joinSql(rows, ', '))}])) END`;
  },
};

function wantedGroups(argument: Arg, count: number, names: ReadonlyMap<string, number>): readonly number[] {
  const written: unknown = JSON.parse(literalText(argument, "the groups of 'extract_all'"));
  const groups = Array.isArray(written)
    ? written.map((group) => (typeof group === 'string' ? names.get(group) : group))
    : written;
  if (!Array.isArray(groups) || !groups.every((group) => Number.isInteger(group) && group >= 0 && group <= count)) {
    unsupported("groups of 'extract_all' that are not numbers of capture groups");
  }
  return groups as number[];
}

const indexOfRegex: ScalarFunction = {
  takes: ['text', 'string', 'long?', 'long?', 'long?'],
  returns: 'long',
  sql: (s: Arg, pattern: Arg, start?: Arg, length?: Arg, occurrence?: Arg) => {
    const from = start?.sql ?? sql`0`;
    const range = length
      ? sql`CASE WHEN ${length.sql} < 0 THEN substring(${s.sql}, ${from} + 1) ELSE substring(${s.sql}, ${from} + 1, ${length.sql}) END`
      : sql`substring(${s.sql}, ${from} + 1)`;
    const nth = occurrence?.sql ?? sql`1`;
    return sql`CASE WHEN ${from} >= 0 AND ${nth} > 0 THEN coalesce(${from} + list_extract(${regexStarts(range, patternOf(pattern))}, ${nth}), -1) END`;
  },
};

const substring: ScalarFunction = {
  takes: ['text', 'long', 'long?'],
  returns: 'string',
  total: true,
  sql: (s: Arg, start: Arg, length?: Arg) => {
    const tail = length
      ? sql`CASE WHEN ${length.sql} <= 0 THEN 0 ELSE least(${length.sql}, 2147483647) END`
      : sql`2147483647`;
    const at = start.literal ? start.sql : sql`coalesce(${start.sql}, 0)`;
    return sql`CASE WHEN ${at} >= 0 THEN substring(${s.sql}, least(${at}, 2147483646) + 1, ${tail})
      WHEN -${at} <= length(${s.sql}) THEN substring(${s.sql}, length(${s.sql}) + ${at} + 1, ${tail}) ELSE '' END`;
  },
};

const indexOf: ScalarFunction = {
  takes: ['text', 'text', 'long?', 'long?', 'long?'],
  returns: 'long',
  sql: (s: Arg, needle: Arg, start?: Arg, length?: Arg, occurrence?: Arg) => {
    if (!start) return sql`CASE WHEN ${needle.sql} <> '' THEN CAST(strpos(${s.sql}, ${needle.sql}) - 1 AS BIGINT) END`;
    const from = sql`CASE WHEN ${start.sql} < 0 THEN greatest(length(${s.sql}) + ${start.sql}, 0) ELSE ${start.sql} END`;
    // The length counts the places at which a match may start; its end may lie beyond them.
    const last = sql`length(${s.sql}) - length(${needle.sql})`;
    const until = length
      ? sql`CASE WHEN ${length.sql} < 0 THEN ${last} ELSE least(${from} + ${length.sql} - 1, ${last}) END`
      : last;
    const starts = sql`list_filter(generate_series(${from}, ${until}), lambda i : substring(${s.sql}, i + 1, length(${needle.sql})) = ${needle.sql})`;
    return sql`CASE WHEN ${needle.sql} <> '' THEN CAST(coalesce(list_extract(${starts}, ${occurrence?.sql ?? sql`1`}), -1) AS BIGINT) END`;
  },
};

const split: ScalarFunction = {
  takes: ['text', 'text', 'long?'],
  returns: 'dynamic',
  sql: (s: Arg, delimiter: Arg, index?: Arg) => {
    const parts = sql`string_split(${s.sql}, ${delimiter.sql})`;
    if (!index) return sql`to_json(${parts})`;
    return sql`CASE WHEN ${index.sql} >= 0 AND ${index.sql} < len(${parts}) THEN to_json([list_extract(${parts}, ${index.sql} + 1)]) END`;
  },
};

const countOf: ScalarFunction = {
  takes: ['text', 'string', 'string?'],
  returns: 'long',
  sql: (s: Arg, needle: Arg, kind?: Arg) => {
    if (kind && literalText(kind, "the kind of 'countof'") === 'regex') {
      return regexCount(s.sql, patternOf(needle));
    }
    return sql`CASE WHEN ${needle.sql} = '' THEN 0 ELSE CAST(len(list_filter(generate_series(1, length(${s.sql}) - length(${needle.sql}) + 1),
      lambda i : substring(${s.sql}, i, length(${needle.sql})) = ${needle.sql})) AS BIGINT) END`;
  },
};

const replaceRegex = (order: 'text-first' | 'pattern-first'): ScalarFunction => ({
  takes: ['string', 'string', 'string'],
  returns: 'string',
  total: true,
  sql: (first: Arg, second: Arg, third: Arg) => {
    const [source, pattern, rewrite] = order === 'text-first' ? [first, second, third] : [third, first, second];
    return regexReplace(source.sql, patternOf(pattern), rewrite);
  },
});

const nothing: Arg = { sql: text(''), type: 'string', literal: { value: '' }, expr: stringLiteral('') };

// One match of the pattern at each end, not a set of characters.
const trim = (start: boolean, end: boolean): ScalarFunction => ({
  takes: ['string', 'string'],
  returns: 'string',
  total: true,
  sql: (pattern: Arg, s: Arg) => {
    const { text: written } = writtenPattern(literalText(pattern, 'a pattern to trim'));
    const head = start ? regexReplace(s.sql, madePattern(`^(?:${written})`), nothing) : s.sql;
    return end ? regexReplace(head, madePattern(`(?:${written})$`), nothing) : head;
  },
});

const strcat: ScalarFunction = {
  takes: ['text*'],
  returns: 'string',
  total: true,
  sql: (...pieces: Arg[]) =>
    pieces.length === 0
      ? text('')
      : joinSql(
          pieces.map((piece) => piece.sql),
          ' || ',
        ),
};

const replaceString: ScalarFunction = {
  takes: ['text', 'text', 'text'],
  returns: 'string',
  total: true,
  sql: (s: Arg, from: Arg, to: Arg) =>
    sql`CASE WHEN ${from.sql} = '' THEN ${s.sql} ELSE replace(${s.sql}, ${from.sql}, ${to.sql}) END`,
};

const base64Decode: ScalarFunction = {
  takes: ['string'],
  returns: 'string',
  sql: (s: Arg) => attempt([s], (encoded) => sql`decode(from_base64(${encoded}))`),
};

const base64Encode: ScalarFunction = {
  takes: ['string'],
  returns: 'string',
  total: true,
  sql: (s: Arg) => sql`to_base64(encode(${s.sql}))`,
};

const digest = (name: 'md5' | 'sha1' | 'sha256'): ScalarFunction => ({
  takes: ['text'],
  returns: 'string',
  total: true,
  sql: (s: Arg) => fn(name, s.sql),
});

/** Text functions. */
export const strings = defineFamily({
  strlen: { takes: ['text'], returns: 'long', sql: (s: Arg) => sql`CAST(length(${s.sql}) AS BIGINT)` },
  string_size: {
    takes: ['text'],
    returns: 'long',
    sql: (s: Arg) => sql`CAST(octet_length(encode(${s.sql})) AS BIGINT)`,
  },
  tolower: oneText('lower'),
  toupper: oneText('upper'),
  reverse: oneText('reverse'),
  substring,
  indexof: indexOf,
  indexof_regex: indexOfRegex,
  split,
  strcat,
  // All columns of a row as one text, for searches over `*`: see `expressions/all-columns.ts`.
  concat_columns: {
    takes: ['text*'],
    returns: 'string',
    total: true,
    sql: (...texts: Arg[]) => fn('concat_ws', sql`chr(30)`, ...texts.map((piece) => piece.sql)),
  },
  strcat_delim: {
    takes: ['text', 'text*'],
    returns: 'string',
    total: true,
    sql: (delimiter: Arg, ...pieces: Arg[]) => fn('concat_ws', delimiter.sql, ...pieces.map((piece) => piece.sql)),
  },
  strrep: {
    takes: ['text', 'long', 'text?'],
    returns: 'string',
    sql: (s: Arg, times: Arg, delimiter?: Arg) =>
      delimiter
        ? joinedTexts(
            sql`list_transform(generate_series(1, least(${times.sql}, 1024)), lambda i : ${s.sql})`,
            delimiter,
          )
        : sql`repeat(${s.sql}, least(${times.sql}, 1024))`,
  },
  strcmp: {
    takes: ['text', 'text'],
    returns: 'long',
    sql: (a: Arg, b: Arg) =>
      sql`CASE WHEN ${a.sql} = ${b.sql} THEN 0 WHEN ${a.sql} < ${b.sql} THEN -1 ELSE 1 END::BIGINT`,
  },
  countof: countOf,
  extract,
  extract_all: extractAll,
  extractall: extractAll,
  replace_string: replaceString,
  replace_regex: replaceRegex('text-first'),
  replace: replaceRegex('pattern-first'),
  trim: trim(true, true),
  trim_start: trim(true, false),
  trim_end: trim(false, true),
  translate: {
    takes: ['string', 'string', 'string'],
    returns: 'string',
    total: true,
    sql: (from: Arg, to: Arg, s: Arg) => translateSql(from, to, s),
  },
  base64_decode_tostring: base64Decode,
  base64_decodestring: base64Decode,
  base64_encode_tostring: base64Encode,
  base64_encodestring: base64Encode,
  hash_md5: digest('md5'),
  hash_sha1: digest('sha1'),
  hash_sha256: digest('sha256'),
  regex_quote: { takes: ['string'], returns: 'string', total: true, sql: (s: Arg) => fn('regexp_escape', s.sql) },
  new_guid: { takes: [], returns: 'guid', volatile: true, sql: () => sql`uuid()` },
  url_decode: {
    takes: ['string'],
    returns: 'string',
    sql: (s: Arg) => attempt([s], (encoded) => sql`url_decode(replace(${encoded}, '+', '%20'))`),
  },
  url_encode_component: {
    takes: ['string'],
    returns: 'string',
    total: true,
    sql: (s: Arg) => percentLower(fn('url_encode', s.sql)),
  },
  url_encode: {
    takes: ['string'],
    returns: 'string',
    total: true,
    sql: (s: Arg) => sql`replace(${percentLower(fn('url_encode', s.sql))}, '%20', '+')`,
  },
});

// The language writes escapes in lower case, DuckDB in upper case.
const percentLower = (encoded: Sql): Sql =>
  sql`array_to_string(list_transform(regexp_extract_all(${encoded}, '%[0-9A-F]{2}|[^%]+'), lambda p : CASE WHEN p[1] = '%' THEN lower(p) ELSE p END), '')`;

// A target that is shorter repeats its last character.
function translateSql(from: Arg, to: Arg, source: Arg): Sql {
  const wanted = [...literalText(from, "the characters of 'translate'")];
  const target = [...literalText(to, "the replacements of 'translate'")];
  const last = target.at(-1) ?? '';
  return sql`translate(${source.sql}, ${text(wanted.join(''))}, ${text(wanted.map((_, i) => target[i] ?? last).join(''))})`;
}
