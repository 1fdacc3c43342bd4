// The one text of a JSON value, so that two who hash the same content get the same hash.

import * as library from 'canonicalize';

// The package is CommonJS: its default export is the function itself, which its types do not say.
const serialize = library.default as unknown as (value: unknown) => string | undefined;

/**
 * JSON with sorted names and nothing between tokens (RFC 8785).
 * @throws TypeError when the value has no JSON form.
 * @example canonicalJson({ b: 1, a: [true] }) // '{"a":[true],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  const text = serialize(value);
  if (text === undefined) throw new TypeError(`expected a value with a JSON form, found ${typeof value}`);
  return text;
}
