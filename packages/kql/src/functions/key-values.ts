// What `parse-kv` compiles to: the pairs in a text, and the first value of a key among them.

import { fn, type Sql, sql, text } from '../sql/sql.js';
import { type Arg, defineFamily } from './function.js';

const numbered = (groups: number, from: number): readonly number[] =>
  Array.from({ length: groups }, (_, i) => from + i);

/** Pairs as a dynamic array of `[key, value]`, both trimmed where they are not quoted. */
function pairs(source: Arg, pattern: Arg, groups: Arg, escapes: Arg, ...delimiters: Arg[]): Sql {
  const count = Number(groups.literal?.value ?? 1);
  const [long = [], short = []] = [0, 1].map((at) => delimiters.filter((_, i) => i % 2 === at));
  const swap = (value: Sql, from: readonly Arg[], to: readonly Arg[]): Sql =>
    from.reduce((all, delimiter, i) => fn('replace', all, delimiter.sql, to[i]?.sql ?? text('')), value);
  const plain = swap(source.sql, long, short);
  const found = numbered(count * 2, 1).map(
    (group): Sql => fn('regexp_extract_all', plain, pattern.sql, { parts: [String(group)], atomic: true }),
  );
  const unescaped = (value: Sql): Sql =>
    escapes.literal?.value === '' ? value : fn('regexp_replace', value, escapes.sql, text('\\1'), text('g'));
  const part = (at: number): Sql => ({ parts: [`z[${at}]`], atomic: true });
  const oneText = (from: number): Sql => {
    const pieces = numbered(count, from).map((at, i) =>
      i === count - 1 ? fn('trim', part(at), whitespace) : unescaped(part(at)),
    );
    return swap(fn('concat', ...pieces), short, long);
  };
  return sql`to_json(list_transform(${fn('list_zip', ...found)}, lambda z : ${fn('list_value', oneText(1), oneText(count + 1))}))`;
}

const whitespace: Sql = { parts: [`(' ' || chr(9) || chr(13) || chr(10))`], atomic: true };

/** Internal functions of `parse-kv`. */
export const keyValues = defineFamily({
  key_value_pairs: { takes: ['string', 'string', 'long', 'string', 'string*'], returns: 'dynamic', sql: pairs },
  key_value: {
    takes: ['dynamic', 'string'],
    returns: 'string',
    sql: (list: Arg, key: Arg) =>
      sql`json_extract_string(list_extract(list_filter(json_extract(${list.sql}, '$[*]'), lambda p : json_extract_string(p, '$[0]') = ${key.sql}), 1), '$[1]')`,
  },
});
