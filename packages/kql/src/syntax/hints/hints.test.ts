// What is said behind the official message when a query was likely meant to be another.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompileOptions, createCompiler } from '../../compile.js';
import { KqlError } from '../../errors.js';
import type { Table } from '../../types.js';
import { nearestName } from './nearest-name.js';

const columns = (...names: string[]): Table['columns'] =>
  ['Timestamp', ...names].map((name) => ({ name, type: name === 'Timestamp' ? 'datetime' : 'string' }));
const compiler = createCompiler([
  { name: 'DeviceInfo', columns: columns('DeviceId', 'OSPlatform') },
  { name: 'DeviceProcessEvents', columns: columns('DeviceId', 'FileName') },
  { name: 'EmailEvents', columns: columns('Subject', 'SenderAddress') },
]);

function messageOf(query: string, options: Partial<CompileOptions> = {}): string {
  try {
    compiler.compile(query, { now: 0n, window: { from: null, to: null }, ...options });
  } catch (error) {
    if (error instanceof KqlError) return error.message;
    throw error;
  }
  return '';
}

const unknown = (name: string) => `The name '${name}' does not refer to any known column, table, variable or function`;

describe('the hint', () => {
  test.each([
    ['DeviceProcesEvents | take 1', "did you mean 'DeviceProcessEvents'?"],
    ['deviceinfo', "did you mean 'DeviceInfo'?"],
    ['DeviceInfo | wher DeviceId == "x"', "did you mean 'where'?"],
    ['DeviceInfo | WHERE DeviceId == "x"', "did you mean 'where'?"],
    ['DeviceInfo | mv-exapnd DeviceId', "did you mean 'mv-expand'?"],
    ['DeviceInfo | where OSPlatfrom == "x"', "did you mean 'OSPlatform'?"],
    ['DeviceInfo | extend x = strlenn(DeviceId)', "did you mean 'strlen'?"],
    ['DeviceInfo | summarize cont() by DeviceId', "did you mean 'count'?"],
    ['DeviceInfo | evaluate bag_unpak(DeviceId)', "did you mean 'bag_unpack'?"],
    ['DeviceInfo | join kind=iner EmailEvents on DeviceId', "did you mean 'inner'?"],
    ['DeviceInfo | order by DeviceId dsc', "did you mean 'desc'?"],
    ['DeviceInfo | where DeviceId contain "x"', "did you mean 'contains'?"],
    ['DeviceInfo | where DeviceId == "x" AND true', "did you mean 'and'?"],
    ['let list = dynamic([1]); DeviceInfo | where DeviceId in (lits)', "did you mean 'list'?"],
    ['DeviceInfo | where FileName == "x"', 'a column of DeviceProcessEvents, not of DeviceInfo'],
    ['DeviceInfo | project DeviceId | where OSPlatform == ""', 'a column of DeviceInfo, but not at this place'],
    [
      'DeviceInfo | extend n = 1 | project DeviceId | where n == 1',
      'a name that the query gives, but not at this place',
    ],
    ['SELECT * FROM DeviceInfo', "a query begins with its table: 'T | where … | project …'"],
    ['DeviceInfo | where DeviceId = "x"', "'==' compares, '=' gives a name"],
    ['DeviceInfo | where DeviceId == "x" & true', "'and' joins conditions"],
    ['DeviceInfo | where DeviceId == "x" || true', "'or' joins conditions"],
    ['DeviceInfo | where DeviceId is null', "'isnull(…)' and 'isempty(…)' tell what is missing"],
    ['DeviceInfo | where !(DeviceId == "x")', "'not(…)' negates"],
    ['DeviceInfo | group by DeviceId', "'summarize … by …' groups"],
    ['DeviceInfo -- all of them', "'//' begins a comment"],
    ['DeviceInfo where true', "a '|' stands before every operator"],
  ])('%s', (query, hint) => {
    expect(messageOf(query)).toMatch(/\([^()]*(\(…\)[^()]*)*\)$/);
    expect(messageOf(query).endsWith(` (${hint})`), messageOf(query)).toBe(true);
  });

  test('there is none where nothing is near', () => {
    expect(messageOf('DeviceInfo | where Zyxwvu == 1')).toBe(unknown('Zyxwvu'));
    expect(messageOf('DeviceInfo | where strlen(DeviceId, 1) > 1')).not.toContain('(');
    expect(messageOf(`DeviceInfo | where ${'a'.repeat(5_000)} == 1`)).not.toContain('(');
  });

  test('of the two names of the time, the one that tables have', () => {
    const query = 'DeviceInfo | where TimeGenerated > ago(1d)';
    expect(messageOf(query, { timeAlias: false })).toBe(`${unknown('TimeGenerated')} (did you mean 'Timestamp'?)`);
    expect(messageOf(query)).toBe('');
  });

  test('it never names what the caller may not see', () => {
    const grants = {
      tables: new Map<string, 'all' | readonly string[]>([
        ['DeviceInfo', 'all'],
        ['DeviceProcessEvents', ['Timestamp', 'DeviceId']],
      ]),
      others: 'refused' as const,
    };
    expect(messageOf('EmailEvent | take 1', { grants })).not.toContain('EmailEvents');
    expect(messageOf('DeviceInfo | where FileName == 1', { grants })).toBe(unknown('FileName'));
    expect(messageOf('DeviceInfo | where Subject == 1', { grants })).toBe(unknown('Subject'));
    expect(messageOf('DeviceProcessEvents | where FileNam == 1', { grants })).toBe(unknown('FileNam'));
    expect(messageOf('EmailEvents | where SenderAdress == 1', { grants })).toBe(unknown('SenderAdress'));
  });
});

test('what turns out while SQL is made has its place, too', () => {
  const place = (query: string) => {
    try {
      compiler.compile(query, { now: 0n, window: { from: null, to: null } });
    } catch (error) {
      if (error instanceof KqlError) return [error.code, error.position?.line, error.position?.column];
    }
    return null;
  };
  expect(place('print a = 1\n| extend b = strcat("a", extract("(", 1, "a"))')).toEqual(['semantic', 2, 26]);
  expect(place('DeviceInfo | where DeviceId matches regex "("')).toEqual(['semantic', 1, 20]);
  expect(place('DeviceInfo | summarize make_list(DeviceId, tolong(rand()))')).toEqual(['unsupported', 1, 24]);
});

test('one slip in a long name is found among others', () => {
  const others = ['AlertInfo', 'IdentityLogonEvents'];
  const name = 'DeviceNetworkEvents';
  fc.assert(
    fc.property(fc.nat(name.length - 1), fc.constantFrom('', 'q', 'qq'), (at, replacement) => {
      expect(nearestName(name.slice(0, at) + replacement + name.slice(at + 1), [...others, name])).toBe(name);
    }),
  );
  expect(nearestName('ab', ['ac'])).toBeNull();
  expect(nearestName('', ['a'])).toBeNull();
});
