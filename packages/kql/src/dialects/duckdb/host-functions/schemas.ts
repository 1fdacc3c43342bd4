// The smallest schema that admits a set of dynamic values, as `buildschema` gives it, and XML as dynamic.

import { defineHostFamily } from './host-function.js';
import { isArray, isBag, type Json, JsonNumber, parseArray, printJson } from './json.js';
import { parseXml } from './xml.js';

/** What has been seen in one place: kinds of scalars, and what lies inside bags and (as `indexer`) arrays. */
interface Shape {
  readonly scalars: Set<string>;
  readonly members: Map<string, Shape>;
}

const INDEXER = '`indexer`';

const emptyShape = (): Shape => ({ scalars: new Set(), members: new Map() });

function admit(shape: Shape, value: Json): void {
  const member = (key: string): Shape => {
    const inner = shape.members.get(key) ?? emptyShape();
    shape.members.set(key, inner);
    return inner;
  };
  if (isArray(value)) for (const element of value) admit(member(INDEXER), element);
  else if (isBag(value)) for (const [key, inner] of value) admit(member(key), inner);
  else if (value instanceof JsonNumber) shape.scalars.add(/[.eE]/.test(value.text) ? 'double' : 'long');
  else if (typeof value === 'string') shape.scalars.add('string');
  else if (typeof value === 'boolean') shape.scalars.add('bool');
}

function described({ scalars, members }: Shape): Json {
  const container: readonly Json[] =
    members.size > 0 ? [new Map([...members].map(([key, inner]) => [key, described(inner)]))] : [];
  const all = [...scalars, ...container];
  return all.length === 1 ? (all[0] ?? null) : all.length === 0 ? null : all;
}

/** Functions on the shape of values. */
export const schemas = defineHostFamily({
  // What the aggregate `buildschema` ends with.
  schema_of_all: {
    takes: ['dynamic'],
    returns: 'dynamic',
    call: (values: string | null) => {
      const shape = emptyShape();
      for (const value of parseArray(values) ?? []) admit(shape, value);
      const schema = described(shape);
      return schema === null ? null : printJson(schema);
    },
  },
  parse_xml: { takes: ['text'], returns: 'dynamic', call: parseXml },
});
