// JSON in and out without losing a digit of an integer, and within the nesting that is allowed.

import { parse as parseLossless, stringify as stringifyLossless } from 'lossless-json';
import { MAX_NESTING } from './limits.js';

/** Nesting deeper than allowed; told apart from malformed text because only the text is at fault there. */
export class NestingError extends Error {
  override readonly name = 'NestingError';
  constructor() {
    super(`expected nesting of at most ${MAX_NESTING} levels, found more`);
  }
}

/**
 * The value of a JSON text; integers that a double cannot hold become bigint. Of a key given twice the last one counts.
 * @throws SyntaxError on malformed text, NestingError beyond 100 levels
 * @example parseJson('{"id":639199803770463703}') // { id: 639199803770463703n }
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const isExact =
    typeof value === 'object' && value !== null ? isExactWithin(value, MAX_NESTING) : isExactNumber(value);
  return isExact ? value : parseLossless(text, undefined, exactOptions);
}

/** Compact JSON text of a value of JSON types and bigint; keys and order stay, lone surrogates become U+FFFD. */
export function stringifyJson(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch {
    json = stringifyLossless(value);
  }
  return wellFormed(json ?? 'null');
}

/** JSON text of one string. */
export function quoteJson(text: string): string {
  return wellFormed(JSON.stringify(text));
}

const exactOptions = {
  parseNumber: (text: string): number | bigint => {
    const number = Number(text);
    return Number.isSafeInteger(number) || !/^-?\d+$/.test(text) ? number : BigInt(text);
  },
  onDuplicateKey: ({ newValue }: { newValue: unknown }): unknown => newValue,
};

/** JSON text with U+FFFD for the lone surrogates that JSON.stringify escapes: no Unicode text, and refused by engines. */
export function wellFormed(json: string): string {
  return json.includes('\\ud') ? json.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, withoutSurrogate) : json;
}

function withoutSurrogate(sequence: string): string {
  return sequence.length > 2 ? '\ufffd' : sequence;
}

/**
 * Whether no number within lost digits when it was parsed.
 * @throws NestingError beyond `levels` levels
 */
function isExactWithin(value: object, levels: number): boolean {
  if (levels === 0) throw new NestingError();
  let exact = true;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof member === 'number') exact &&= isExactNumber(member);
    else if (typeof member === 'object' && member !== null) exact = isExactWithin(member, levels - 1) && exact;
  }
  return exact;
}

function isExactNumber(value: unknown): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}
