import fc from 'fast-check';
import { expect, test } from 'vitest';
import { physicalNames } from './physical-names.js';

test('a column keeps its name unless an earlier one has it but for case', () => {
  expect(physicalNames(['LogonId', 'Text', 'LogonID', 'LOGONID'])).toEqual([
    'LogonId',
    'Text',
    'LogonID$2',
    'LOGONID$3',
  ]);
});

test('no two physical names are alike, whatever the columns are called', () => {
  const name = fc.constantFrom('a', 'A', 'a$2', 'A$2', 'a$2$2', 'b', 'B');
  fc.assert(
    fc.property(fc.uniqueArray(name), (names) => {
      const physical = physicalNames(names).map((each) => each.toLowerCase());
      expect(new Set(physical).size).toBe(names.length);
    }),
  );
});
