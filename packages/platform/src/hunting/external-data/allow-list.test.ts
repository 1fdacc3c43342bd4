import { describe, expect, test } from 'vitest';
import { readAllowList } from './allow-list.js';

describe('an allow-list', () => {
  const { allows, ports } = readAllowList([
    'Lists.Example',
    'https://feeds.example/public/',
    'https://one.example:9443/a/list.csv',
  ]);

  test.each([
    ['https://lists.example/any?thing', true],
    ['https://LISTS.example./x', true],
    ['https://sub.lists.example/x', false],
    ['https://lists.example.evil.example/x', false],
    ['https://evil.example/lists.example', false],
    ['https://lists.example@evil.example/x', false],
    ['https://feeds.example/public/a.csv', true],
    ['https://feeds.example/public', false],
    ['https://feeds.example/publicity/a.csv', false],
    ['https://feeds.example/private/a.csv', false],
    ['https://feeds.example/public/../private/a.csv', false],
    ['https://feeds.example/public/%2e%2e/private/a.csv', false],
    ['https://feeds.example/public/..%2fprivate/a.csv', false],
    ['https://feeds.example/public/..%5Cprivate/a.csv', false],
    ['https://feeds.example:8443/public/a.csv', false],
    ['http://feeds.example/public/a.csv', false],
    ['https://one.example:9443/a/list.csv?token=1', true],
    ['https://one.example:9443/a/list.csv.bak', false],
    ['https://one.example/a/list.csv', false],
  ])('%s: %s', (url, expected) => {
    expect(allows(new URL(url))).toBe(expected);
  });

  test('its prefixes bring their ports', () => expect(ports).toEqual([9443]));

  test.each([
    '',
    '*.example',
    'lists.example/feeds',
    'ftp://lists.example/',
    'https://user@lists.example/',
    'https://lists.example/?a=b',
  ])("'%s' cannot stand on it", (entry) => {
    expect(() => readAllowList([entry])).toThrow(expect.objectContaining({ name: 'NetworkError' }));
  });
});
