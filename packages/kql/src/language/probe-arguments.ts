// Arguments that fit the parameters of a function, from what the official library says of them.

import type { SymbolParameter } from '../syntax/kusto-bridge.js';

/** A value of a type: as a column of the probe table, and as it is written down. */
const byType: ReadonlyMap<string, readonly [column: string, literal: string]> = new Map([
  ['bool', ['bo', 'true']],
  ['int', ['i', 'int(1)']],
  ['long', ['l', '1']],
  ['real', ['r', '1.5']],
  ['decimal', ['de', 'decimal(1)']],
  ['string', ['s', "'a'"]],
  ['datetime', ['dt', 'datetime(2026-01-01)']],
  ['timespan', ['ts', '1h']],
  ['guid', ['g', 'guid(74be27de-1e4e-49d9-b579-fe0b331d3642)']],
  ['dynamic', ['dy', 'dynamic([1, 2])']],
  ['type', ['typeof(string)', 'typeof(string)']],
]);

/** A type that a rule allows. */
const byRule: Readonly<Record<string, string>> = {
  Integer: 'long',
  RealOrDecimal: 'real',
  StringOrDynamic: 'string',
  StringOrArray: 'string',
  IntegerOrArray: 'long',
  DynamicArray: 'dynamic',
  DynamicBag: 'dynamic',
  NotDynamic: 'string',
  CommonScalarOrDynamic: 'long',
};

/**
 * Argument lists to try, the likeliest first: as few as the form takes, then with one more, then as many as it can take.
 * @example [...probeArguments(signatureOfStrlen)] // [['s'], ["'a'"]]
 */
export function* probeArguments(signature: readonly SymbolParameter[]): Generator<readonly string[]> {
  const required = signature.filter(({ min }) => min > 0);
  const [next] = signature.filter(({ min }) => min === 0);
  const counts = [
    required.flatMap((parameter) => Array.from({ length: parameter.min }, () => parameter)),
    ...(next ? [[...required, next]] : []),
    signature,
    // Forms that repeat their last parameters: conditions and values, names and values.
    [...signature, ...signature],
  ];
  for (const parameters of counts)
    for (const text of texts) yield parameters.map((parameter) => argument(parameter, text, signature));
}

/** What stands for text: a column, or a word that is a pattern with a group, a path, a format, a table, too. */
const texts = [null, "'a'", "'(a)'", "'$.a'", "'yyyy'", "'s'", "'Probe'"] as const;

function argument(
  parameter: SymbolParameter,
  text: (typeof texts)[number],
  signature: readonly SymbolParameter[],
): string {
  const { argumentRule, typeRule, values } = parameter;
  const [value] = values;
  if (value !== undefined) return typeOf(parameter, signature) === 'string' ? `'${value}'` : value;
  if (argumentRule === 'StarOnly') return '*';
  if (argumentRule === 'Aggregate') return 'count()';
  if (typeRule === 'Tabular') return 'Probe';
  const type = typeOf(parameter, signature);
  const [column, written] = byType.get(type) ?? ['l', '1'];
  const literal = type === 'string' && text !== null ? text : written;
  if (argumentRule.startsWith('Column')) return column;
  if (/^Literal|^Constant/.test(argumentRule)) return literal;
  return text === null ? column : literal;
}

function typeOf({ typeRule, types }: SymbolParameter, signature: readonly SymbolParameter[]): string {
  if (typeRule === 'Declared') return types[0] ?? 'long';
  const [, index] = /^Parameter(\d)$/.exec(typeRule) ?? [];
  const other = index === undefined ? undefined : signature[Number(index)];
  if (other !== undefined && other.typeRule !== typeRule) return typeOf(other, signature);
  return byRule[typeRule] ?? 'long';
}
