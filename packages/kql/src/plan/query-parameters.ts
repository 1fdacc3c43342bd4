// `declare query_parameters(…)`: values from outside, checked against their types; they are never part of the text.

import { KqlError } from '../errors.js';
import type { LowerExpression } from '../expressions/context.js';
import { literalOfText } from '../expressions/literals.js';
import { scalarTypeOf } from '../expressions/type-names.js';
import { convert } from '../expressions/types.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { type LiteralExpr, literal } from './expression.js';
import type { Now } from './now.js';
import { type Compilation, type Scope, semanticAt, withBinding } from './scope.js';

/** A parameter that a query declares. */
export interface QueryParameter {
  readonly name: string;
  readonly type: ScalarType;
  /** Whether it has a default. */
  readonly optional: boolean;
}

/**
 * Values by parameter, as JSON has them: numbers or their text, text in KQL's form for datetimes (`2026-01-31T10:00:00Z`), timespans (`1d`)
 * and guids, any value for dynamics. `samples` gives each parameter without a default some value, to see whether a query compiles.
 */
export type ParameterValues = ReadonlyMap<string, unknown> | 'samples';

/** What a `declare query_parameters` names. */
export const declaredParameters = (statement: SyntaxNode): readonly QueryParameter[] =>
  listOf(statement, 'Parameters').map((parameter) => {
    const { name, type, byDefault } = partsOf(parameter);
    return { name, type, optional: byDefault !== undefined };
  });

function partsOf(parameter: SyntaxNode) {
  const nameAndType = requiredChild(parameter, 'NameAndType');
  return {
    name: requiredChild(nameAndType, 'Name').name ?? '',
    type: scalarTypeOf(requiredChild(nameAndType, 'Type')),
    byDefault: childOf(childOf(parameter, 'DefaultValue') ?? parameter, 'Value'),
  };
}

/**
 * The scope after the statement.
 * @throws KqlError `semantic` when a value is missing or does not fit its type
 */
export function bindQueryParameters(
  statement: SyntaxNode,
  scope: Scope,
  compilation: Compilation,
  values: ParameterValues,
  lower: LowerExpression,
): Scope {
  let bound = scope;
  for (const parameter of listOf(statement, 'Parameters')) {
    const { name, type, byDefault } = partsOf(parameter);
    const given = givenValue(name, type, values, byDefault !== undefined, compilation.now);
    if (given === undefined && byDefault === undefined)
      throw semanticAt(compilation, parameter, `The query parameter '${name}' has no value`);
    const expr = given ?? lower(byDefault as SyntaxNode, { compilation, scope: { ...scope, row: null } });
    bound = withBinding(bound, name, { kind: 'scalar', expr: convert(expr, type), row: null });
  }
  return bound;
}

/** @throws KqlError `semantic` for a value that no statement of the query declares */
export function refuseUndeclared(values: ParameterValues, declared: readonly QueryParameter[]): void {
  if (values === 'samples') return;
  const names = new Set(declared.map(({ name }) => name));
  for (const name of values.keys())
    if (!names.has(name)) throw new KqlError('semantic', `The query declares no parameter '${name.slice(0, 80)}'`);
}

function givenValue(
  name: string,
  type: ScalarType,
  values: ParameterValues,
  hasDefault: boolean,
  now: Now,
): LiteralExpr | undefined {
  if (values === 'samples') return hasDefault ? undefined : literal(type, sampleOf(type, now));
  if (!values.has(name)) return undefined;
  const value = values.get(name);
  const found = literalOfValue(type, value, now);
  if (found) return found;
  const shown = JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
  throw new KqlError('semantic', `The query parameter '${name}': expected a value of type ${type}, found ${shown}`);
}

function literalOfValue(type: ScalarType, value: unknown, now: Now): LiteralExpr | undefined {
  if (type === 'dynamic') return value === undefined ? undefined : literal('dynamic', JSON.stringify(value));
  if (type === 'string') return typeof value === 'string' ? literal('string', value) : undefined;
  const isNumber = typeof value === 'number' && (type === 'real' || type === 'decimal' || Number.isSafeInteger(value));
  const isOfType =
    typeof value === 'boolean' ? type === 'bool' : isNumber ? numeric.has(type) : typeof value === 'string';
  const text = String(value).trim();
  return isOfType && text !== '' ? literalOfText(type, text, now) : undefined;
}

const numeric: ReadonlySet<ScalarType> = new Set(['int', 'long', 'real', 'decimal']);

/** A value of the type that is not null, for a compilation whose answer nobody reads. */
export function sampleOf(type: ScalarType, now: Now): LiteralExpr['value'] {
  switch (type) {
    case 'bool':
      return true;
    case 'int':
    case 'long':
      return 1n;
    case 'real':
      return 1;
    case 'decimal':
      return '1';
    case 'datetime':
      return now.ticks();
    case 'timespan':
      return 864_000_000_000n;
    case 'guid':
      return '00000000-0000-0000-0000-000000000000';
    case 'dynamic':
      return '[]';
    case 'string':
      return '';
  }
}
