import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graphDynamicMember } from './graph-dynamic.js';

describe('dynamic values as Graph writes them', () => {
  test.each([
    ['["a","b"]', '"D@odata.type":"#Collection(String)","D":["a","b"]'],
    ['[]', '"D@odata.type":"#Collection(String)","D":[]'],
    ['[1,9007199254740993]', '"D@odata.type":"#Collection(Int64)","D":[1,9007199254740993]'],
    ['[1,2.50]', '"D@odata.type":"#Collection(Double)","D":[1,2.50]'],
    ['["a",{"b":1},[2],true,null]', '"D@odata.type":"#Collection(String)","D":["a","{\\"b\\":1}","[2]","true",null]'],
    [
      '{"a":true,"b":{"c":[]},"d":1.5,"e":null,"f":"x"}',
      '"D":{"@odata.type":"#microsoft.graph.security.dynamicColumnValue","a":true,' +
        '"b":{"@odata.type":"#microsoft.graph.security.dynamicColumnValue","c@odata.type":"#Collection(String)","c":[]},' +
        '"d":1.5,"e":null,"f":"x"}',
    ],
  ])('%s', (json, expected) => expect(graphDynamicMember('D', json)).toBe(expected));

  test('without its annotations an object is what it was', () => {
    const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null));
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.dictionary(
        fc.string({ unit: 'binary' }).filter((key) => !key.includes('@') && key !== '__proto__'),
        fc.oneof({ depthSize: 'small' }, leaf, fc.array(fc.string()), tie('tree')),
      ),
    }));
    const strip = (value: unknown): unknown =>
      Array.isArray(value) || typeof value !== 'object' || value === null
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .filter(([key]) => !key.includes('@odata.type'))
              .map(([key, of]) => [key, strip(of)]),
          );
    fc.assert(
      fc.property(tree, (value) => {
        const json = JSON.stringify(value);
        expect(JSON.stringify(strip(JSON.parse(`{${graphDynamicMember('D', json)}}`).D))).toBe(json);
      }),
    );
  });
});
