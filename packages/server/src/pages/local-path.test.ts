import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localPath } from './local-path.js';

test.each([
  '//evil.example',
  '/\\evil.example',
  '\\/evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  'x',
  '/\t/evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e//evil.example',
])('%j leads nowhere, or stays here', (text) => {
  const path = localPath(text);
  expect(path === null || new URL(path, 'https://own.example').origin === 'https://own.example').toBe(true);
});

test('no text leads to another host, and what is let through is taken as it is', () => {
  const part = fc.oneof(
    fc.constantFrom('/', '\\', '.', '..', '@', ':', '%2f', '\t', '\n', 'evil.example', '?', '#'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const path = localPath(`/${parts.join('')}`);
      return path === null || new URL(path, 'https://own.example').origin === 'https://own.example';
    }),
    { numRuns: 2000 },
  );
  expect(localPath('/t/oauth2/v2.0/authorize?a=b&c=%20d')).toBe('/t/oauth2/v2.0/authorize?a=b&c=%20d');
});
