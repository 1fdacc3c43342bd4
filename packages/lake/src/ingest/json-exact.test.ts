import { array, assert, bigInt, dictionary, json, jsonValue, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NestingError, parseJson, stringifyJson } from './json-exact.js';

/** The value as JSON.parse would have it: integers that a double cannot hold are rounded. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, member) => (typeof member === 'bigint' ? Number(member) : member)));
}

describe('parseJson', () => {
  it('reads whatever JSON.parse reads, the same', () => {
    assert(
      property(json(), (text) => {
        expect(rounded(parseJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps every digit of 18-digit integers, at any depth', () => {
    const large = bigInt({ min: 10n ** 17n, max: 10n ** 18n - 1n });
    assert(
      property(large, array(large, { maxLength: 3 }), (value, list) => {
        const parsed = parseJson(`{"id":${value},"deep":[{"list":[${list}]}],"negative":-${value}}`);
        expect(parsed).toEqual({ id: value, deep: [{ list }], negative: -value });
      }),
    );
  });

  it('leaves reals and small integers numbers', () => {
    expect(parseJson('{"a":1e21,"b":12,"c":9007199254740993}')).toEqual({ a: 1e21, b: 12, c: 9007199254740993n });
  });

  it('lets the last of two equal keys count, in text with long integers too', () => {
    expect(parseJson('{"a":1,"a":2,"b":9007199254740993}')).toEqual({ a: 2, b: 9007199254740993n });
  });

  it('takes 100 levels and refuses the 101st', () => {
    expect(() => parseJson(`${'['.repeat(100)}${']'.repeat(100)}`)).not.toThrow();
    expect(() => parseJson(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)).toThrow(NestingError);
  });

  it('gives a key named __proto__ no power', () => {
    const parsed = parseJson('{"__proto__":{"x":1},"id":9007199254740993}') as Record<string, unknown>;
    expect(parsed.x).toBeUndefined();
    expect(Object.keys(parsed)).toEqual(['__proto__', 'id']);
  });
});

describe('stringifyJson', () => {
  it('gives back what was parsed, long integers included', () => {
    assert(
      property(jsonValue(), bigInt({ min: 2n ** 53n, max: 2n ** 63n }), (value, large) => {
        const text = stringifyJson({ value, large });
        expect(parseJson(text)).toMatchObject({ large });
        expect(rounded(parseJson(text))).toEqual({ value: JSON.parse(JSON.stringify(value)), large: Number(large) });
      }),
    );
  });

  it('replaces lone surrogates and nothing else', () => {
    expect(stringifyJson({ a: 'x\ud800y', b: '\u{1f600}', c: 'C:\\udata' })).toBe(
      '{"a":"x\ufffdy","b":"\u{1f600}","c":"C:\\\\udata"}',
    );
    const texts = dictionary(string({ unit: 'binary' }), string({ unit: 'binary' }));
    assert(
      property(texts, (value) => {
        expect(JSON.parse(stringifyJson(value))).toEqual({ ...value });
      }),
      { numRuns: 30 },
    );
  });
});
