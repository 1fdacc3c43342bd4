// Names every fault of what an administrator sent at once, in the form of a refused registration (REG-2).

import { type FieldFault, fieldRefusal } from '@gamekeeper/platform';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const mostFaults = 20;

/** Text on one line that may be shown to others and stored: no control characters, no line or direction marks. */
export const line = (longest: number, description: string) =>
  Type.String({
    ...{ minLength: 1, maxLength: longest, description },
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]*$',
  });

/** A moment as all of the API tells it. */
export const moment = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 8.64e15, description: `${description}, in milliseconds since the Unix epoch` });

/** One of some words. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Union(
    values.map((value) => Type.Literal(value as T[number])),
    { description: `one of ${values.join(', ')}` },
  );

/**
 * The value, when it is of the schema.
 * @throws IdentityError `registration-invalid` naming each field that is missing, unknown or malformed.
 * @example checkFields('licence', Type.Object({ tenant: Type.String() }), {}) // tenant: expected text, found nothing
 */
export function checkFields<S extends TSchema>(noun: string, schema: S, value: unknown): Static<S> {
  if (Value.Check(schema, value)) return value as Static<S>;
  const faults = new Map<string, FieldFault>();
  for (const error of Value.Errors(schema, value)) {
    const field = fieldOf(error.path);
    if (faults.size === mostFaults) break;
    if (faults.has(field)) continue;
    const isUnknown = error.message === 'Unexpected property';
    const expected = isUnknown
      ? `no field of this name in ${noun}`
      : (error.schema.description ?? wanted(error.message));
    faults.set(field, { field, expected, found: found(error.value) });
  }
  throw fieldRefusal(noun, [...faults.values()]);
}

/** `/permissions/0/resource` as `permissions[0].resource`. */
function fieldOf(path: string): string {
  const parts = path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const [first = 'body', ...rest] = parts;
  return [first, ...rest.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))].join('').slice(0, 80);
}

const wanted = (message: string): string => message.replace(/^Expected /, '').replace(/^Required property$/, 'a value');

function found(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length > 80 ? `text of ${value.length} characters` : `'${value}'`;
}
