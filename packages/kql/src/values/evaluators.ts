// Functions of the language that can be evaluated outside of the engine: what expressions over a running state are made of.

import type { ScalarType } from '../types.js';

/** A value: bigint for int, long, datetime and timespan (ticks), number for real; null only where the type has one. */
export type Value = string | bigint | number | boolean | null;

export type Evaluator = (args: readonly Value[]) => Value;

type Choose = (types: readonly ScalarType[], result: ScalarType) => Evaluator | null;

const MAX_DATETIME = 3_155_378_975_999_999_999n;

/** Values of one kind can be compared as they are. */
function kindOf(type: ScalarType | undefined): string | null {
  if (type === 'int' || type === 'long') return 'long';
  return type === undefined || type === 'dynamic' || type === 'decimal' ? null : type;
}

const ofOneKind = (types: readonly ScalarType[]): string | null => {
  const [first] = types;
  return types.every((type) => kindOf(type) === kindOf(first)) ? kindOf(first) : null;
};

const isNan = (value: Value | undefined): boolean => typeof value === 'number' && Number.isNaN(value);

const equality =
  (negated: boolean): Choose =>
  (types) =>
    ofOneKind(types) === null
      ? null
      : ([a = null, b = null]) => (a === null && b === null ? null : (a === b) !== negated);

const ordering =
  (test: (a: bigint | number, b: bigint | number) => boolean): Choose =>
  (types) => {
    const kind = ofOneKind(types);
    if (kind === null || kind === 'string' || kind === 'bool' || kind === 'guid') return null;
    return ([a, b]) => {
      if (isNan(a) || isNan(b)) return false;
      return a === null || b === null ? null : test(a as bigint, b as bigint);
    };
  };

const integral: readonly (ScalarType | undefined)[] = ['int', 'long', 'datetime', 'timespan'];
const numbers: readonly (ScalarType | undefined)[] = ['int', 'long', 'real'];

function bounded(value: bigint, result: ScalarType): bigint | null {
  if (result === 'datetime') return value >= 0n && value <= MAX_DATETIME ? value : null;
  return BigInt.asIntN(64, value);
}

const arithmetic =
  (exact: (a: bigint, b: bigint) => bigint | null, inexact: (a: number, b: number) => number): Choose =>
  (types, result) => {
    if (result === 'real' && types.every((type) => numbers.includes(type)))
      return ([a, b]) => (a === null || b === null ? null : inexact(Number(a), Number(b)));
    if (!integral.includes(result) || !types.every((type) => integral.includes(type))) return null;
    return ([a, b]) => {
      const value = a === null || b === null ? null : exact(a as bigint, b as bigint);
      return value === null ? null : bounded(value, result);
    };
  };

const isThere = (value: Value | undefined): boolean => value !== null && value !== '';

const emptiness =
  (test: (value: Value | undefined) => boolean, textTest: (value: Value | undefined) => boolean): Choose =>
  ([type]) =>
    type === 'dynamic' ? null : ([value]) => (type === 'string' ? textTest(value) : test(value));

const isNull = emptiness(
  (value) => value === null,
  () => false,
);
const isNotNull = emptiness(
  (value) => value !== null,
  () => true,
);
const isEmpty = emptiness(
  (value) => value === null,
  (value) => value === '',
);
const isNotEmpty = emptiness(
  (value) => value !== null,
  (value) => value !== '',
);

const choice: Choose = (types, result) => {
  const values = types.filter((_, i) => i % 2 === 1 || i === types.length - 1);
  if (types.length % 2 === 0 || values.some((type) => type !== result)) return null;
  return (args) => {
    const at = args.findIndex((arg, i) => i % 2 === 0 && i < args.length - 1 && arg === true);
    return (at < 0 ? args.at(-1) : args[at + 1]) ?? null;
  };
};

const conversion =
  (from: readonly ScalarType[], convert: (value: bigint) => Value): Choose =>
  ([type]) =>
    type !== undefined && from.includes(type) ? ([value]) => (typeof value === 'bigint' ? convert(value) : null) : null;

const extreme =
  (test: (a: bigint | number, b: bigint | number) => boolean): Choose =>
  (types, result) =>
    types.some((type) => type !== result) || (result !== 'real' && !integral.includes(result))
      ? null
      : (args) => {
          const found = args.filter((arg): arg is bigint | number => arg !== null);
          return (
            found.find(isNan) ??
            found.reduce<bigint | number | null>((a, b) => (a === null || test(b, a) ? b : a), null)
          );
        };

const table = new Map<string, Choose>([
  ['and', () => (args) => (args.includes(false) ? false : args.includes(null) ? null : true)],
  ['or', () => (args) => (args.includes(true) ? true : args.includes(null) ? null : false)],
  [
    'not',
    () =>
      ([value]) =>
        value === null ? null : !value,
  ],
  ['iff', choice],
  ['case', choice],
  ['coalesce', (types, result) => (types.some((type) => type !== result) ? null : coalesce(result))],
  ['equals', equality(false)],
  ['not_equals', equality(true)],
  ['less', ordering((a, b) => a < b)],
  ['less_or_equal', ordering((a, b) => a <= b)],
  ['greater', ordering((a, b) => a > b)],
  ['greater_or_equal', ordering((a, b) => a >= b)],
  [
    'add',
    arithmetic(
      (a, b) => a + b,
      (a, b) => a + b,
    ),
  ],
  [
    'subtract',
    arithmetic(
      (a, b) => a - b,
      (a, b) => a - b,
    ),
  ],
  ['multiply', (types, result) => (types.includes('timespan') ? null : product(types, result))],
  ['isnull', isNull],
  ['isnotnull', isNotNull],
  ['notnull', isNotNull],
  ['isempty', isEmpty],
  ['isnotempty', isNotEmpty],
  ['notempty', isNotEmpty],
  ['tolong', conversion(['int', 'datetime', 'timespan'], (value) => value)],
  ['todouble', conversion(['int', 'long'], Number)],
  ['max_of', extreme((a, b) => a > b)],
  ['min_of', extreme((a, b) => a < b)],
  ['strcat', (types) => (types.every((type) => type === 'string') ? (args) => args.join('') : null)],
]);

const product = arithmetic(
  (a, b) => a * b,
  (a, b) => a * b,
);

const coalesce =
  (type: ScalarType): Evaluator =>
  (args) =>
    args.find(isThere) ?? (type === 'string' ? '' : null);

/**
 * The evaluator of a call in the plan.
 * @returns null for a function, or argument types of it, that only the engine can evaluate
 * @example evaluatorOf('add', ['long', 'long'], 'long')?.([1n, 2n]) === 3n
 */
export const evaluatorOf = (name: string, types: readonly ScalarType[], result: ScalarType): Evaluator | null =>
  table.get(name)?.(types, result) ?? null;
