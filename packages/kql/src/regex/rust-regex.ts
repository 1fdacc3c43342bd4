// KQL's regular expressions are those of Rust's regex crate: this is that crate, compiled to WebAssembly, with a memory of patterns.

import { createRequire } from 'node:module';
import type { RRegex } from 'rregex';

/** Patterns kept compiled; one takes up to a few hundred kilobytes. */
const MAX_KEPT = 64;

const kept = new Map<string, RRegex | string>();
let library: { readonly RRegex: new (pattern: string) => RRegex } | undefined;

/**
 * The compiled pattern, or what is wrong with it in the crate's words. Loaded at first use (about 10 ms); linear in the text it searches.
 * @example rustRegex('(a') === 'unclosed group'
 */
export function rustRegex(pattern: string): RRegex | string {
  const known = kept.get(pattern);
  const regex = known ?? compileOrFault(pattern);
  if (known !== undefined) kept.delete(pattern);
  kept.set(pattern, regex);
  const [oldest] = kept;
  if (kept.size > MAX_KEPT && oldest) {
    kept.delete(oldest[0]);
    if (typeof oldest[1] !== 'string') oldest[1].free();
  }
  return regex;
}

function compileOrFault(pattern: string): RRegex | string {
  library ??= createRequire(import.meta.url)('rregex') as NonNullable<typeof library>;
  try {
    return new library.RRegex(withNuls(pattern));
  } catch (error) {
    return faultOf(error);
  }
}

/** `\0` is a NUL to hunters, who remove those from decoded UTF-16; the crate would read a back-reference. */
const withNuls = (pattern: string): string =>
  pattern.replace(/\\(0(?![0-9])|.)/gsu, (written, next: string) => (next === '0' ? '\\x00' : written));

// The crate draws the pattern with a mark under the fault; the last line says what it is.
function faultOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (
    message
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^error: /, '') ?? 'it cannot be read'
  );
}
