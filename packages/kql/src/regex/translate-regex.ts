// The pattern of RE2, which DuckDB searches with, that matches the same as a pattern of Rust's regex crate; none where RE2 has no such pattern.

const unicodeClasses: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{M}\\p{Nl}\\p{Nd}\\p{Pc}\\x{200c}\\x{200d}\\x{24b6}-\\x{24e9}',
  s: '\\s\\x{0B}\\x{85}\\p{Z}',
};

/** RE2 refuses patterns whose repetitions unfold into too much; it says so only when it runs. */
const MAX_REPEAT = 200;

/** A pattern in RE2's spelling. */
export interface Re2Pattern {
  readonly pattern: string;
  /** It matches the same in ASCII texts only: RE2's `\b` knows no other letters. */
  readonly asciiOnly: boolean;
}

/**
 * @param pattern a pattern that Rust's crate accepts
 * @returns null for class set operations, nested classes, one-sided word boundaries and other forms that RE2 would misread or lacks
 * @example translateRegex('(?<year>\\d{4})')?.pattern === '(?P<year>\\p{Nd}{4})'
 */
export function translateRegex(pattern: string): Re2Pattern | null {
  try {
    return translate(pattern);
  } catch (error) {
    if (error instanceof NotInRe2) return null;
    throw error;
  }
}

class NotInRe2 extends Error {}

function notInRe2(): never {
  throw new NotInRe2();
}

function translate(pattern: string): Re2Pattern {
  let out = '';
  let inClass = false;
  let asciiOnly = false;
  let repeats = 1;
  for (let i = 0; i < pattern.length; i++) {
    const rest = pattern.slice(i, i + 64);
    const character = pattern[i] ?? '';
    if (character === '\\') {
      if (!inClass && /^\\[bB]/.test(rest)) asciiOnly = true;
      const [consumed, translated] = translateEscape(rest, inClass);
      out += translated;
      i += consumed - 1;
    } else if (inClass) {
      if (/^(&&|--|~~)/.test(rest) || (character === '[' && !rest.startsWith('[:'))) notInRe2();
      const named = /^\[:\^?\w+:\]/.exec(rest)?.[0];
      if (named) i += named.length - 1;
      else if (character === ']') inClass = false;
      out += named ?? character;
    } else if (character === '[') {
      inClass = true;
      const head = /^\[\^?\]?/.exec(rest)?.[0] ?? '[';
      out += head;
      i += head.length - 1;
    } else if (rest.startsWith('(?')) {
      const [consumed, translated] = group(rest);
      out += translated;
      i += consumed - 1;
    } else {
      if (character === '{') {
        const repeat = /^\{(\d+)(?:,(\d*))?\}/.exec(rest) ?? notInRe2();
        repeats *= Math.max(1, Number(repeat[1]), Number(repeat[2] ?? 0));
        if (repeats > MAX_REPEAT) notInRe2();
      }
      out += character;
    }
  }
  return { pattern: out, asciiOnly };
}

function translateEscape(rest: string, inClass: boolean): [number, string] {
  const next = rest[1] ?? '';
  if (/^\\b\{/.test(rest) || next === '<' || next === '>') notInRe2();
  const unicode = Object.hasOwn(unicodeClasses, next) ? unicodeClasses[next] : undefined;
  if (unicode) return [2, inClass || next === 'd' ? unicode : `[${unicode}]`];
  if (/[DWS]/.test(next)) return inClass ? notInRe2() : [2, `[^${unicodeClasses[next.toLowerCase()]}]`];
  const hex = /^\\(?:[xuU]\{([0-9a-fA-F]+)\}|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (hex) return [hex[0].length, `\\x{${hex.slice(1).find((digits) => digits !== undefined)}}`];
  if (/^\\0(?![0-9])/.test(rest)) return [2, '\\x{0}'];
  // Names of properties are many, and not all of them RE2's: the general categories are.
  const property = /^\\[pP](?:([A-Z])|\{\^?([A-Z][a-z]?)\})/.exec(rest);
  if (/[pP]/.test(next)) return property ? [property[0].length, property[0]] : notInRe2();
  if (/[a-zA-Z0-9]/.test(next) && !/[AzbBnrtfav]/.test(next)) notInRe2();
  return [2, rest.slice(0, 2)];
}

function group(rest: string): [number, string] {
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest);
  if (named) return [named[0].length, `(?P<${named[1]}>`];
  const flags = /^\(\?([a-zA-Z]*)(-[a-zA-Z]+)?([:)])/.exec(rest);
  if (!flags || /[xR]/.test(flags[1] ?? '') || /[uxR]/.test(flags[2] ?? '')) notInRe2();
  const kept = `${(flags[1] ?? '').replaceAll('u', '')}${flags[2] ?? ''}`;
  return [flags[0].length, kept === '' && flags[3] === ')' ? '' : `(?${kept}${flags[3]}`];
}
