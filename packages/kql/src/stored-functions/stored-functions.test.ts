import { describe, expect, test } from 'vitest';
import { createCompiler } from '../compile.js';
import { functionsReachedBy, type StoredFunction } from './stored-function.js';

const compiler = createCompiler([{ name: 'T', columns: [{ name: 'a', type: 'long' }] }]);
const options = { now: 0n, window: { from: null, to: null } };
const stored = (name: string, parameters: string, body: string): StoredFunction => ({ name, parameters, body });
const declare = (definition: string, functions: readonly StoredFunction[] = []) =>
  compiler.declare('F', definition, { ...options, functions });

describe('a function that is to be stored', () => {
  test.each([
    ['(n:long = 5) { T | take n }', '(n:long = 5)', '{ T | take n }'],
    [
      ' ( a:long, b:string = ")" )\n{ let c = "}"; strcat(b, a, c) } ',
      '( a:long, b:string = ")" )',
      '{ let c = "}"; strcat(b, a, c) }',
    ],
    [
      '(T:(*), c:string) { T | extend x = column_ifexists(c, "") }',
      '(T:(*), c:string)',
      '{ T | extend x = column_ifexists(c, "") }',
    ],
    ['(t:(a:long)) { t | where a > 1 }', '(t:(a:long))', '{ t | where a > 1 }'],
    ['() { T | evaluate pivot(a) }', '()', '{ T | evaluate pivot(a) }'],
  ])('is read in its parts: %s', (definition, parameters, body) => {
    expect(declare(definition)).toEqual({ name: 'F', parameters, body });
  });

  test.each([
    ['() { T\n| where Nope > 3 }', 'semantic', "The name 'Nope' does not refer to any known column", [2, 9]],
    ['(a:long { 1 }', 'syntax', 'Expected: )', [1, 9]],
    ['5', 'syntax', 'Expected one function', [1, 1]],
    ['() { T }; T', 'syntax', 'Expected one function', [1, 11]],
    ['view () { T }', 'unsupported', 'A stored view', [1, 1]],
    ['() { F() | count }', 'semantic', "In the function 'F': The function 'F' calls itself", [1, 6]],
    ['() { Bad() }', 'semantic', "In the function 'Bad': The name 'Nope'", [1, 6]],
    ['() { Back(1) | count }', 'semantic', "In the function 'Back': In the function 'F'", [1, 6]],
  ])('is refused with its place: %s', (definition, code, message, [line, column]) => {
    const functions = [stored('Bad', '()', '{ T | project Nope }'), stored('Back', '(n:long)', '{ F() | take n }')];
    expect(() => declare(definition, functions)).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringContaining(message),
        position: expect.objectContaining({ line, column }),
      }),
    );
  });

  test.each(['T', 'strlen', 'dcount', 'pivot'])('has a name of its own: %s', (name) => {
    expect(() => compiler.declare(name, '() { 1 }', options)).toThrow(`The name '${name}' is that of`);
  });
});

test('a query finds them, its own come first, and what is wrong inside is told at the call', () => {
  const functions = [stored('Big', '(n:long = 3)', '{ T | where a > n }'), stored('Bad', '()', '{ T | project Nope }')];
  const compile = (text: string) => compiler.compile(text, { ...options, functions }).results[0].columns;
  expect(compile('Big() | project b = a')).toEqual([{ name: 'b', type: 'long' }]);
  expect(compile('let Big = () { print own = 1 }; Big()')).toEqual([{ name: 'own', type: 'long' }]);
  expect(() => compile('Big(1)\n| union (Bad())')).toThrow(
    expect.objectContaining({ position: expect.objectContaining({ line: 2, column: 10 }) }),
  );
  expect(() => compiler.compile('Big()', options)).toThrow("'Big'");
});

test('the functions that a text reaches, through each other', () => {
  const library = new Map(
    [
      stored('A', '()', '{ B() }'),
      stored('B', '(n:long = C())', '{ n }'),
      stored('C', '()', '{ 1 }'),
      stored('D', '()', '{ A() }'),
    ].map((one) => [one.name, one]),
  );
  const names = (text: string) =>
    functionsReachedBy(text, library)
      .map(({ name }) => name)
      .sort();
  expect(names('print A()')).toEqual(['A', 'B', 'C']);
  expect(names('T | where a > 1')).toEqual([]);
});

describe('query parameters', () => {
  const text = `declare query_parameters(s:string, n:long = 3, at:datetime = datetime(null), d:dynamic = dynamic(null));
    print s, n, at, d`;
  const compile = (parameters: Readonly<Record<string, unknown>>) =>
    compiler.compile(text, { ...options, parameters: new Map(Object.entries(parameters)) });

  test('are told with type and whether they may be left out', () => {
    expect(compiler.parametersOf(text, options)).toEqual([
      { name: 's', type: 'string', optional: false },
      ...[
        ['n', 'long'],
        ['at', 'datetime'],
        ['d', 'dynamic'],
      ].map(([name, type]) => ({ name, type, optional: true })),
    ]);
  });

  test('take values of their types only, which stay values', () => {
    expect(compile({ s: "'; drop", n: '7', at: '2026-01-31T10:00:00Z', d: { x: [1] } }).results[0].sql).toContain(
      "'''; drop'",
    );
    for (const [given, message] of [
      [{}, "The query parameter 's' has no value"],
      [{ s: 5 }, "'s': expected a value of type string, found 5"],
      [{ s: '', n: 1.5 }, "'n': expected a value of type long, found 1.5"],
      [{ s: '', n: '1); T' }, "'n': expected a value of type long"],
      [{ s: '', at: 'now()' }, "'at': expected a value of type datetime"],
      [{ s: '', at: null }, "'at': expected a value of type datetime, found null"],
      [{ s: '', toString: 1 }, "The query declares no parameter 'toString'"],
    ] as const)
      expect(() => compile(given)).toThrow(message);
  });
});
