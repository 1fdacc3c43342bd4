import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tables } from '../tables/index.js';
import { physicalNames } from './physical-name.js';

const columnsOf = (names: readonly string[]) => names.map((name) => ({ name, type: 'string' as const }));

test('a column keeps its name unless an earlier one has it but for case', () => {
  expect(physicalNames(columnsOf(['LogonId', 'Text', 'LogonID', 'LOGONID']))).toEqual([
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
      const physical = physicalNames(columnsOf(names)).map((each) => each.toLowerCase());
      expect(new Set(physical).size).toBe(names.length);
    }),
  );
});

test('only one hunting table needs it', () => {
  const renamed = [...tables.values()].filter(({ columns }) =>
    physicalNames(columns).some((physical, at) => physical !== columns[at]?.name),
  );
  expect(renamed.map(({ name }) => name)).toEqual(['DeviceProcessEvents']);
});
