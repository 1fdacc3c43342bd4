// Cuts the text of a $filter into tokens with their places (OData 4.01 ABNF, the part of it that filters of security clients use).

import { ODataError } from './odata-error.js';

export interface FilterToken {
  readonly kind: 'word' | 'string' | 'time' | 'number' | 'sign' | 'end';
  /** Strings without quotes and escapes. */
  readonly text: string;
  /** Characters before it. */
  readonly at: number;
}

/** Characters of a filter at most. */
export const longestFilter = 8_192;

const shapes: readonly (readonly [FilterToken['kind'], RegExp])[] = [
  ['time', /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))?/iy],
  ['number', /-?\d{1,20}(?![\w.])/y],
  ['string', /'(?:[^']|'')*'/y],
  ['word', /[A-Za-z_][\w.]*/y],
  ['sign', /[(),/:]/y],
];

/** @throws ODataError at the first character that begins no token */
export function filterTokens(text: string): readonly FilterToken[] {
  if (text.length > longestFilter)
    throw new ODataError('$filter', `expected at most ${longestFilter} characters, found ${text.length}.`);
  const tokens: FilterToken[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token === undefined) throw new ODataError('$filter', `found '${text.charAt(at)}', which begins nothing.`, at);
    tokens.push({ kind: token.kind, text: token.kind === 'string' ? unquoted(token.text, at) : token.text, at });
    at = skipBlanks(text, at + token.text.length);
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function tokenAt(text: string, at: number): { readonly kind: FilterToken['kind']; readonly text: string } | undefined {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at;
    const found = shape.exec(text);
    if (found !== null) return { kind, text: found[0] };
  }
  return undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at += 1;
  return at;
}

/** Texts of the state hold no NUL, so none can be compared with one. */
function unquoted(quoted: string, at: number): string {
  if (quoted.includes('\0')) throw new ODataError('$filter', 'found a text with a NUL character.', at);
  return quoted.slice(1, -1).replaceAll("''", "'");
}
