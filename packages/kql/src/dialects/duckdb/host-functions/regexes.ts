// Regular expressions as the language has them, for patterns that SQL's cannot say or that only the data tells (kql-semantics §2.2).

import type { Captures, RRegex } from 'rregex';
import { rustRegex } from '../../../regex/rust-regex.js';
import { defineHostFamily } from './host-function.js';

/** A pattern that is no regular expression matches nothing: what is written in a query was checked before it ran. */
function compiled(pattern: string): RRegex | null {
  const regex = rustRegex(pattern);
  return typeof regex === 'string' ? null : regex;
}

const capture = (captures: Captures, group: number): string => captures.get[group]?.value ?? '';

/** `\0` is the whole match, `\1` … its groups, `\\` a backslash; a group that there is not is empty. */
const rewritten = (rewrite: string, captures: Captures): string =>
  rewrite.replace(/\\([0-9\\])/g, (_, sign: string) => (sign === '\\' ? '\\' : capture(captures, Number(sign))));

function replaceAll(source: string, pattern: string, rewrite: string): string {
  const regex = compiled(pattern);
  if (!regex) return source;
  const bytes = Buffer.from(source);
  const pieces: string[] = [];
  let end = 0;
  for (const captures of regex.capturesAll(source)) {
    const [whole] = captures.get;
    if (!whole) continue;
    pieces.push(bytes.toString('utf8', end, whole.start), rewritten(rewrite, captures));
    end = whole.end;
  }
  return pieces.length === 0 ? source : pieces.join('') + bytes.toString('utf8', end);
}

/** Where matches begin, in code points. */
function startsOf(source: string, pattern: string): readonly number[] {
  const bytes = Buffer.from(source);
  const points = (start: number, end: number): number => [...bytes.toString('utf8', start, end)].length;
  let [at, counted] = [0, 0];
  return (compiled(pattern)?.findAll(source) ?? []).map(({ start }) => {
    counted += points(at, start);
    at = start;
    return counted;
  });
}

/** What the functions on regular expressions call where RE2 is not enough; not callable by these names from KQL. */
export const regexes = defineHostFamily({
  regex_matches: {
    takes: ['string', 'string'],
    returns: 'bool',
    call: (source: string, pattern: string) => compiled(pattern)?.isMatch(source) ?? false,
  },
  regex_extract: {
    takes: ['string', 'string', 'long'],
    returns: 'string',
    call: (source: string, pattern: string, group: bigint | null) => {
      const captures = compiled(pattern)?.captures(source);
      return captures ? capture(captures, Number(group ?? 0n)) : '';
    },
  },
  // Every match as the array of its groups, the whole match first.
  regex_extract_all: {
    takes: ['string', 'string'],
    returns: 'dynamic',
    call: (source: string, pattern: string) => {
      const all = compiled(pattern)?.capturesAll(source) ?? [];
      return JSON.stringify(all.map(({ get }) => get.map((group) => group?.value ?? '')));
    },
  },
  regex_replace: { takes: ['string', 'string', 'string'], returns: 'string', call: replaceAll },
  regex_starts: {
    takes: ['string', 'string'],
    returns: 'dynamic',
    call: (source: string, pattern: string) => JSON.stringify(startsOf(source, pattern)),
  },
});
