import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxJsonDepth, maxJsonMembers, readJson } from './read-json.js';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const detailOf = (text: string) => {
  try {
    return readJson(text) === undefined ? 'not JSON' : 'read';
  } catch (error) {
    return (error as { fault: { detail: string } }).fault.detail;
  }
};

test('what is JSON within the limits is read as it is, anything else is undefined', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      expect(readJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 200 },
  );
  expect(readJson('\ufeff{"a":1}')).toEqual({ a: 1 });
  for (const text of ['', 'a', '{', '[1,]', ']', '"']) expect(readJson(text)).toBeUndefined();
});

test('depth and members are counted outside of texts only', () => {
  expect(detailOf(nested(maxJsonDepth))).toBe('read');
  expect(detailOf(nested(maxJsonDepth + 1))).toContain(`at most ${maxJsonDepth} levels`);
  expect(detailOf(JSON.stringify({ query: `\\"${'[{,:'.repeat(maxJsonMembers)}` }))).toBe('read');
  expect(detailOf(`[${'1,'.repeat(maxJsonMembers)}1]`)).toBe('read');
  expect(detailOf(`[${'1,'.repeat(maxJsonMembers + 1)}1]`)).toContain(`at most ${maxJsonMembers} members`);
});

test('a megabyte of brackets is refused after its first few', () => {
  expect(detailOf('['.repeat(2 ** 20))).toContain('levels');
  expect(detailOf('{"a":'.repeat(2 ** 18))).toContain('levels');
});

test.each(['{"__proto__":{}}', '{"a":[{"\\u005f_proto__":1}]}', '{"a":{"constructor":{"prototype":{}}}}'])(
  '%s is refused',
  (text) => {
    expect(detailOf(text)).toContain('expected no member named');
  },
);

test('the same words as values are left alone', () => {
  expect(readJson('{"Query":"print \'__proto__\'","constructor":"x"}')).toBeDefined();
});
