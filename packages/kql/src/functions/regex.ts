// KQL's regular expressions are those of Rust's regex crate, DuckDB's are RE2: translated where they differ, refused where they cannot be.

import { unsupported } from './function.js';

const unicodeClasses: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{M}\\p{Nd}\\p{Pc}',
  s: '\\s\\x{0B}\\x{85}\\p{Z}',
};

const MAX_REPEAT = 1000;

/**
 * The RE2 pattern with the same matches.
 * @throws UnsupportedForm for look-around, back-references, class set operations and other forms that RE2 would misread or lacks
 * @example translateRegex('(?<year>\\d{4})') === '(?P<year>\\p{Nd}{4})'
 */
export function translateRegex(pattern: string): string {
  let out = '';
  let inClass = 0;
  for (let i = 0; i < pattern.length; i++) {
    const rest = pattern.slice(i);
    const character = pattern[i] ?? '';
    if (character === '\\') {
      const [consumed, translated] = translateEscape(rest, inClass > 0);
      out += translated;
      i += consumed - 1;
    } else if (inClass > 0) {
      if (/^(&&|--|~~)/.test(rest))
        unsupported(`the set operation '${rest.slice(0, 2)}' in a regular expression class`);
      if (character === '[' && !rest.startsWith('[:')) unsupported('a nested class in a regular expression');
      if (character === ']') inClass--;
      out += character;
    } else if (character === '[') {
      inClass++;
      const head = /^\[\^?\]?/.exec(rest)?.[0] ?? '[';
      out += head;
      i += head.length - 1;
    } else if (rest.startsWith('(?')) {
      const [consumed, translated] = group(rest);
      out += translated;
      i += consumed - 1;
    } else {
      const repeat = /^\{(\d+)(?:,(\d*))?\}/.exec(rest);
      if (repeat && Math.max(Number(repeat[1]), Number(repeat[2] ?? 0)) > MAX_REPEAT)
        unsupported(`a repetition above ${MAX_REPEAT} in a regular expression`);
      out += character;
    }
  }
  return out;
}

function translateEscape(rest: string, inClass: boolean): [number, string] {
  const next = rest[1] ?? '';
  if (/[1-9]/.test(next)) unsupported(`the back-reference '\\${next}' in a regular expression`);
  if (/^\\b\{/.test(rest) || next === '<' || next === '>')
    unsupported(`the word boundary '${rest.slice(0, 3)}' in a regular expression`);
  const unicode = unicodeClasses[next];
  if (unicode) return [2, inClass ? unicode : next === 'd' ? unicode : `[${unicode}]`];
  const negated = unicodeClasses[next.toLowerCase()];
  if (negated && /[DWS]/.test(next)) {
    if (inClass) return [2, `\\${next}`];
    return [2, `[^${negated}]`];
  }
  const hex = /^\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|U([0-9a-fA-F]{8}))/.exec(rest);
  if (hex) return [hex[0].length, `\\x{${hex[1] ?? hex[2] ?? hex[3]}}`];
  return [2, rest.slice(0, 2)];
}

function group(rest: string): [number, string] {
  if (/^\(\?(=|!|<=|<!)/.test(rest)) unsupported(`the look-around '${rest.slice(0, 4)}' in a regular expression`);
  const named = /^\(\?<([A-Za-z_]\w*)>/.exec(rest);
  if (named) return [named[0].length, `(?P<${named[1]}>`];
  const flags = /^\(\?([a-zA-Z-]+)([:)])/.exec(rest);
  if (flags) {
    const letters = flags[1] ?? '';
    if (/[xR]/.test(letters)) unsupported(`the flag '${letters}' in a regular expression`);
    const kept = letters.replaceAll('u', '').replace(/-$/, '');
    return [flags[0].length, kept === '' ? (flags[2] === ')' ? '' : '(?:') : `(?${kept}${flags[2]}`];
  }
  return [2, '(?'];
}
