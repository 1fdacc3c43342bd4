// Reads a $filter into conditions as plain data. The parsers on npm were found unfit: none both knows `in` and tells where a text is wrong.

import type { Comparison, Filter } from '@gamekeeper/platform';
import { type FilterToken, filterTokens } from './filter-tokens.js';
import { ODataError } from './odata-error.js';
import type { ODataField, ODataFields, ODataMembers } from './odata-fields.js';

/** Conditions within one filter, and levels of parentheses and `not`, at most. */
const mostConditions = 200;
const deepest = 32;

const comparisons: ReadonlySet<string> = new Set<Comparison>(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const functions = new Map([
  ['startswith', 'startsWith'],
  ['endswith', 'endsWith'],
  ['contains', 'contains'],
] as const) as ReadonlyMap<string, 'startsWith' | 'endsWith' | 'contains'>;

type Literal = string | number | null;

/**
 * Reads `or`, `and`, `not`, parentheses, comparisons, `in`, `startswith`, `endswith`, `contains` and `evidence/any(…)`.
 * @param members what can be asked within `any`, by its path in lower case; nothing unless told
 * @throws ODataError with the position of what is malformed, unknown or not supported
 * @example parseFilter("status eq 'active' and createdDateTime gt 2026-01-01T00:00:00Z", fields)
 */
export function parseFilter<F extends string>(
  text: string,
  fields: ODataFields<F>,
  members: ODataMembers<F> = new Map(),
): Filter<F> {
  const tokens = filterTokens(text);
  let next = 0;
  let conditions = 0;

  const peek = (ahead = 0): FilterToken => tokens[Math.min(next + ahead, tokens.length - 1)] as FilterToken;
  const isWord = (word: string, ahead = 0) => peek(ahead).kind === 'word' && peek(ahead).text.toLowerCase() === word;
  const isSign = (sign: string, ahead = 0) => peek(ahead).kind === 'sign' && peek(ahead).text === sign;
  const fail = (expected: string, token = peek()): never => {
    const found = token.kind === 'end' ? 'the end' : `'${token.text.slice(0, 80)}'`;
    throw new ODataError('$filter', `expected ${expected}, found ${found}.`, token.at);
  };
  const take = (): FilterToken => {
    const token = peek();
    next += 1;
    return token;
  };
  const takeSign = (sign: string) => (isSign(sign) ? take() : fail(`'${sign}'`));
  const takeWord = (expected: string) => (peek().kind === 'word' ? take() : fail(expected));

  function joined(kind: 'or' | 'and', part: (depth: number) => Filter<F>, depth: number): Filter<F> {
    const operands = [part(depth)];
    while (isWord(kind)) {
      take();
      operands.push(part(depth));
    }
    const [only] = operands;
    return operands.length === 1 && only ? only : { kind, operands };
  }
  const alternatives = (depth: number): Filter<F> => joined('or', (at) => joined('and', condition, at), depth);

  function condition(depth: number): Filter<F> {
    if (depth > deepest) return fail(`at most ${deepest} levels`);
    conditions += 1;
    if (conditions > mostConditions) return fail(`at most ${mostConditions} conditions`);
    if (isWord('not')) {
      take();
      return { kind: 'not', operand: condition(depth + 1) };
    }
    if (isSign('(')) {
      take();
      const inner = alternatives(depth + 1);
      takeSign(')');
      return inner;
    }
    if (isSign('(', 1)) return textFunction();
    if (isSign('/', 1)) return withinCollection();
    return comparison();
  }

  function textFunction(): Filter<F> {
    const name = takeWord('a condition');
    const how = functions.get(name.text.toLowerCase());
    if (how === undefined) return fail(`one of ${[...functions.keys()].join(', ')}`, name);
    takeSign('(');
    const at = peek();
    const { field, type } = takeField();
    if (type !== 'text') return fail('a field that holds text', at);
    takeSign(',');
    if (peek().kind !== 'string') return fail('a text in quotes');
    const value = take().text;
    takeSign(')');
    return { kind: 'text', field, how, value };
  }

  function withinCollection(): Filter<F> {
    const collection = takeWord('a field');
    takeSign('/');
    if (!isWord('any') || members.size === 0) return fail("a field of the list; paths lead nowhere but in 'any'");
    take();
    takeSign('(');
    const variable = takeWord('a variable').text;
    takeSign(':');
    const begin = peek();
    const path: string[] = [];
    if (takeWord('a path').text !== variable) return fail(`'${variable}'`, begin);
    while (isSign('/')) {
      take();
      path.push(takeWord('a name').text);
    }
    const ask = members.get([collection.text, ...path].join('/').toLowerCase());
    if (ask === undefined) return fail(`one of ${[...members.keys()].join(', ')}`, begin);
    if (!isWord('eq')) return fail("'eq'");
    take();
    if (peek().kind !== 'string') return fail('a text in quotes');
    const { text: value } = take();
    takeSign(')');
    return ask(value);
  }

  function comparison(): Filter<F> {
    const field = takeField();
    const operator = takeWord('a comparison').text.toLowerCase();
    if (operator === 'in') return { kind: 'in', field: field.field, values: takeList(field) };
    if (!comparisons.has(operator)) return fail('eq, ne, gt, ge, lt, le or in', tokens[next - 1]);
    const how = operator as Comparison;
    if (field.type === 'enum' && how !== 'eq' && how !== 'ne')
      return fail('eq, ne or in for a field with fixed words', tokens[next - 1]);
    return { kind: 'compare', field: field.field, comparison: how, value: takeLiteral(field, how) };
  }

  function takeList(field: ODataField<F>): Literal[] {
    takeSign('(');
    const values = [takeLiteral(field, 'eq')];
    while (isSign(',')) {
      take();
      if (values.length === mostConditions) return fail(`at most ${mostConditions} values`);
      values.push(takeLiteral(field, 'eq'));
    }
    takeSign(')');
    return values;
  }

  function takeField(): ODataField<F> {
    const name = takeWord('a field');
    const field = fields.get(name.text.toLowerCase());
    return field ?? fail(`one of ${[...fields.keys()].join(', ')}`, name);
  }

  function takeLiteral(field: ODataField<F>, how: Comparison): Literal {
    const begin = peek();
    const isTyped = begin.kind === 'word' && peek(1).kind === 'string' && peek(1).at === begin.at + begin.text.length;
    if (isTyped) take();
    const token = take();
    if (!isTyped && token.kind === 'word' && token.text.toLowerCase() === 'null') return null;
    if (isTyped && field.type !== 'enum') return fail('a value without a type before it', begin);
    switch (field.type) {
      case 'text':
        return token.kind === 'string' ? token.text : fail('a text in quotes or null', token);
      case 'number':
        return wholeNumber(token) ?? fail('a whole number or null', token);
      case 'flag':
        return /^(?:true|false)$/i.test(token.text) ? Number(/^true$/i.test(token.text)) : fail('true or false', token);
      case 'time':
        return milliseconds(token, how) ?? fail('a time, as 2026-01-31T12:00:00Z, or null', token);
      case 'enum': {
        const word = token.kind === 'string' || token.kind === 'word' ? field.read(token.text) : undefined;
        return word ?? fail(`one of ${field.words.join(', ')}`, token);
      }
    }
  }

  const filter = alternatives(0);
  if (peek().kind !== 'end') fail("'and', 'or' or the end");
  return filter;
}

/** Ids of numbers come with and without quotes. */
function wholeNumber({ kind, text }: FilterToken): number | undefined {
  const value = kind === 'number' || (kind === 'string' && /^-?\d{1,16}$/.test(text)) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The state counts whole milliseconds; digits behind them move a bound to the next whole one that it lets pass. */
function milliseconds({ kind, text }: FilterToken, how: Comparison): number | undefined {
  if (kind !== 'time' && kind !== 'string') return undefined;
  const [, whole, finer = '', zone = ''] =
    /^(\d{4}-\d\d-\d\d(?:T[\d:]{5,8}(?:\.\d{1,3})?)?)(\d*)(.*)$/i.exec(text) ?? [];
  const value = whole === undefined ? Number.NaN : Date.parse(`${whole}${zone}`.toUpperCase());
  if (!Number.isSafeInteger(value)) return undefined;
  return /[1-9]/.test(finer) && (how === 'ge' || how === 'lt') ? value + 1 : value;
}
