// Text functions that SQL has no words for: several replacements in one scan, sizes in words, canonical JSON.

import { defineHostFamily } from './host-function.js';
import { isArray, isBag, type Json, parseArray, parseJson, printJson, textOf } from './json.js';

// One lookup after the other, each over what no earlier one has claimed; a rewrite that is no text claims and leaves as it is.
function replaceStrings(text: string, lookups: string | null, rewrites: string | null): string {
  const rewritten = parseArray(rewrites) ?? [];
  let pieces: readonly { readonly text: string; readonly claimed: boolean }[] = [{ text, claimed: false }];
  (parseArray(lookups) ?? []).map(textOf).forEach((lookup, i) => {
    if (lookup === '') return;
    const rewrite = rewritten[i];
    const claim = { text: typeof rewrite === 'string' ? rewrite : lookup, claimed: true };
    pieces = pieces.flatMap((piece) =>
      piece.claimed
        ? [piece]
        : piece.text.split(lookup).flatMap((rest, n) => [...(n > 0 ? [claim] : []), { text: rest, claimed: false }]),
    );
  });
  return pieces.map((piece) => piece.text).join('');
}

const byteUnits = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

function formatBytes(size: number | null, precision: number | null, unit: string): string {
  if (size === null || !Number.isFinite(size)) return '';
  const wanted = byteUnits.findIndex((candidate) => candidate.toLowerCase() === unit.toLowerCase());
  if (unit !== '' && wanted < 0) return '';
  const fitting = Math.floor(Math.log2(Math.max(Math.abs(size), 1)) / 10);
  const at = unit === '' ? Math.min(fitting, byteUnits.length - 1) : wanted;
  const scaled = size / 1024 ** at;
  return `${Number(scaled.toFixed(Math.min(Math.max(precision ?? 0, 0), 20)))} ${byteUnits[at]}`;
}

/** A value with the keys of its bags in order, so that equal values have equal texts. */
function canonical(value: Json): Json {
  if (isArray(value)) return value.map(canonical);
  if (!isBag(value)) return value;
  return new Map(
    [...value].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, inner]) => [key, canonical(inner)]),
  );
}

/** The paths of everything inside a bag: `['a']`, `['a']['b']`, and `['a'][0]` for all elements of an array. */
function treePaths(value: Json, prefix = ''): readonly string[] {
  if (isBag(value)) {
    return [...value].flatMap(([key, inner]) => {
      const path = `${prefix}['${key}']`;
      return [path, ...treePaths(inner, path)];
    });
  }
  if (isArray(value))
    return [...new Set(value.flatMap((inner) => [`${prefix}[0]`, ...treePaths(inner, `${prefix}[0]`)]))];
  return [];
}

// `$.a.b` and `$['a']['b']` step by step; a plain key is one step.
function keySteps(path: string): readonly string[] {
  if (!path.startsWith('$')) return [path];
  return [...path.slice(1).matchAll(/\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/g)].map(
    (step) => step[1] ?? step[2] ?? step[3] ?? '',
  );
}

function withKey(bag: Json, [step, ...rest]: readonly string[], value: Json): Json {
  if (step === undefined) return value;
  const entries = new Map(isBag(bag) ? bag : []);
  entries.set(step, withKey(entries.get(step) ?? null, rest, value));
  return entries;
}

function withoutKey(bag: Json, [step, ...rest]: readonly string[]): Json {
  if (!isBag(bag) || step === undefined || !bag.has(step)) return bag;
  const entries = new Map(bag);
  if (rest.length === 0) entries.delete(step);
  else entries.set(step, withoutKey(entries.get(step) ?? null, rest));
  return entries;
}

function bagZip(keysText: string | null, valuesText: string | null): string | null {
  const [keys, values] = [parseArray(keysText), parseArray(valuesText)];
  if (!keys || !values) return null;
  const bag = new Map<string, Json>();
  keys.forEach((key, i) => {
    if (typeof key === 'string' && !bag.has(key)) bag.set(key, values[i] ?? null);
  });
  return printJson(bag);
}

/** Texts and dynamic values that are walked through piece by piece. */
export const texts = defineHostFamily({
  replace_strings: { takes: ['text', 'dynamic', 'dynamic'], returns: 'string', call: replaceStrings },
  format_bytes: {
    takes: ['real', 'real?', 'string?'],
    returns: 'string',
    call: (size, precision, unit) => formatBytes(size, precision, unit ?? ''),
  },
  isascii: { takes: ['text'], returns: 'bool', call: (text: string) => /^[\0-\x7f]*$/.test(text) },
  isutf8: { takes: ['text'], returns: 'bool', call: () => true },
  dynamic_to_json: {
    takes: ['dynamic'],
    returns: 'string',
    call: (value: string | null) => (value === null ? '' : printJson(canonical(parseJson(value)))),
  },
  treepath: {
    takes: ['dynamic'],
    returns: 'dynamic',
    call: (value: string | null) => {
      const bag = parseJson(value);
      return isBag(bag) ? printJson(treePaths(bag)) : null;
    },
  },
  bag_set_key: {
    takes: ['dynamic', 'string', 'any'],
    returns: 'dynamic',
    call: (bagText: string | null, key: string, value: string | null) => {
      const bag = parseJson(bagText);
      return isBag(bag) ? printJson(withKey(bag, keySteps(key), parseJson(value))) : null;
    },
  },
  bag_remove_keys: {
    takes: ['dynamic', 'dynamic'],
    returns: 'dynamic',
    call: (bagText: string | null, keysText: string | null) => {
      const [bag, keys] = [parseJson(bagText), parseArray(keysText)];
      if (!isBag(bag) || !keys) return null;
      return printJson(
        keys.reduce((left, key) => (typeof key === 'string' ? withoutKey(left, keySteps(key)) : left), bag as Json),
      );
    },
  },
  bag_zip: { takes: ['dynamic', 'dynamic'], returns: 'dynamic', call: bagZip },
});
