// Functions that move the elements of an array about; elements keep the text they have (kql-semantics §4).

import { defineHostFamily, type HostedFunction } from './host-function.js';
import { isArray, type Json, JsonNumber, parseArray, parseJson, printJson, textOf } from './json.js';

function arraySplit(arrayText: string | null, indicesText: string | null): string | null {
  const array = parseArray(arrayText);
  const indices = parseJson(indicesText);
  if (!array) return null;
  const cuts = (isArray(indices) ? indices : [indices]).flatMap((index) => {
    if (!(index instanceof JsonNumber)) return [];
    const at = Math.trunc(Number(index.text));
    return [Math.min(Math.max(at < 0 ? array.length + at : at, 0), array.length)];
  });
  const edges = [0, ...cuts, array.length];
  return printJson(edges.slice(1).map((end, i) => array.slice(edges[i] ?? 0, end)));
}

const rotated = (direction: 1n | -1n): HostedFunction => ({
  takes: ['dynamic', 'long'],
  returns: 'dynamic',
  call: (arrayText: string | null, count: bigint | null) => {
    const array = parseArray(arrayText);
    if (!array || count === null) return null;
    const length = BigInt(array.length);
    const by = length === 0n ? 0 : Number((((count * direction) % length) + length) % length);
    return printJson([...array.slice(by), ...array.slice(0, by)]);
  },
});

// The places that fall free hold the given value, else null, among texts ''.
const shifted = (direction: 1 | -1): HostedFunction => ({
  takes: ['dynamic', 'long', 'any?'],
  returns: 'dynamic',
  call: (arrayText: string | null, count: bigint | null, fillText: string | null) => {
    const array = parseArray(arrayText);
    if (!array || count === null) return null;
    const by = Math.min(Math.max(Number(count) * direction, -array.length), array.length);
    const texts = array.length > 0 && array.every((element) => typeof element === 'string');
    const fill = fillText === null ? (texts ? '' : null) : parseJson(fillText);
    const free = Array.from({ length: Math.abs(by) }, () => fill);
    return printJson(by >= 0 ? [...array.slice(by), ...free] : [...free, ...array.slice(0, by)]);
  },
});

function isTrue(condition: Json): boolean | null {
  if (typeof condition === 'boolean') return condition;
  return condition instanceof JsonNumber ? Number(condition.text) !== 0 : null;
}

// As long as the condition; a branch is an array, or one value for all places.
function arrayIff(conditionText: string | null, thenText: string | null, otherwiseText: string | null): string | null {
  const conditions = parseArray(conditionText);
  if (!conditions) return null;
  const [then, otherwise] = [parseJson(thenText), parseJson(otherwiseText)];
  const at = (branch: Json, i: number): Json => (isArray(branch) ? (branch[i] ?? null) : branch);
  return printJson(
    conditions.map((condition, i) => {
      const truth = isTrue(condition);
      return truth === null ? null : at(truth ? then : otherwise, i);
    }),
  );
}

/** Equality of elements: numbers by value, all else by kind and content. */
function same(a: Json, b: Json): boolean {
  if (a instanceof JsonNumber && b instanceof JsonNumber) return a.text === b.text || Number(a.text) === Number(b.text);
  return typeof a === typeof b && printJson(a) === printJson(b);
}

function indexOf(
  arrayText: string | null,
  valueText: string | null,
  start: bigint | null,
  length: bigint | null,
  occurrence: bigint | null,
): bigint | null {
  const array = parseArray(arrayText);
  if (!array) return null;
  const value = parseJson(valueText);
  const from = start === null ? 0 : start < 0n ? Math.max(array.length + Number(start), 0) : Number(start);
  const until = length === null || length < 0n ? array.length : from + Number(length);
  let left = Number(occurrence ?? 1n);
  for (let i = from; i < Math.min(until, array.length); i++) {
    if (same(array[i] ?? null, value) && --left === 0) return BigInt(i);
  }
  return -1n;
}

function setEquals(a: string | null, b: string | null): boolean | null {
  const [left, right] = [parseArray(a), parseArray(b)].map((array) => array && new Set(array.map(printJson)));
  if (!left || !right) return null;
  return left.size === right.size && [...left].every((element) => right.has(element));
}

const isAlphanumeric = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

// The language's term rule: a match fails where a letter or digit of the needle touches another one.
function hasTerm(source: string, needle: string): boolean {
  const [first, last] = [[...needle][0], [...needle].at(-1)];
  for (let at = source.indexOf(needle); at >= 0; at = source.indexOf(needle, at + 1)) {
    const before = [...source.slice(Math.max(at - 2, 0), at)].at(-1);
    const after = [...source.slice(at + needle.length, at + needle.length + 2)][0];
    if (!(isAlphanumeric(first) && isAlphanumeric(before)) && !(isAlphanumeric(last) && isAlphanumeric(after)))
      return true;
  }
  return false;
}

/** Functions on arrays. */
export const arrays = defineHostFamily({
  array_split: { takes: ['dynamic', 'dynamic'], returns: 'dynamic', call: arraySplit },
  array_rotate_left: rotated(1n),
  array_rotate_right: rotated(-1n),
  array_shift_left: shifted(1),
  array_shift_right: shifted(-1),
  array_iff: { takes: ['dynamic', 'any', 'any'], returns: 'dynamic', call: arrayIff },
  array_iif: { takes: ['dynamic', 'any', 'any'], returns: 'dynamic', call: arrayIff },
  array_index_of: { takes: ['dynamic', 'any', 'long?', 'long?', 'long?'], returns: 'long', call: indexOf },
  set_equals: { takes: ['dynamic', 'dynamic'], returns: 'bool', call: setEquals },
  has_any_index: {
    takes: ['text', 'dynamic'],
    returns: 'long',
    call: (source: string, values: string | null) => {
      const lowered = source.toLowerCase();
      return BigInt((parseArray(values) ?? []).findIndex((value) => hasTerm(lowered, textOf(value).toLowerCase())));
    },
  },
});
