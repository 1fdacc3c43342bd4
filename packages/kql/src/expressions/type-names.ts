// The names that the language accepts for its scalar types.

import { childOf, type SyntaxNode } from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { entryOf } from '../values/entry-of.js';

const aliases: Readonly<Record<string, ScalarType>> = {
  boolean: 'bool',
  double: 'real',
  date: 'datetime',
  time: 'timespan',
  uuid: 'guid',
  uniqueid: 'guid',
  int32: 'int',
  int64: 'long',
};

/** The scalar type that a type expression names, aliases included. */
export function scalarTypeOf(node: SyntaxNode): ScalarType {
  const written = (childOf(node, 'Type')?.text ?? node.name ?? node.text ?? 'dynamic').toLowerCase();
  return entryOf(aliases, written) ?? (written as ScalarType);
}
