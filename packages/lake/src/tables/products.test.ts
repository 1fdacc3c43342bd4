import { expect, test } from 'vitest';
import { tableDescriptions } from './descriptions.js';
import { tables } from './index.js';
import { productOfTable, products } from './products.js';

test('every table is of one product, and every product has tables', () => {
  expect([...productOfTable.keys()]).toEqual([...tables.keys()]);
  expect([...new Set(productOfTable.values())].sort()).toEqual([...products].sort());
});

test.each([
  ['DeviceProcessEvents', 'defender-for-endpoint'],
  ['DeviceTvmSoftwareInventory', 'vulnerability-management'],
  ['UrlClickEvents', 'defender-for-office'],
  ['IdentityLogonEvents', 'defender-for-identity'],
  ['CloudAppEvents', 'defender-for-cloud-apps'],
  ['CloudProcessEvents', 'defender-for-cloud'],
  ['AlertInfo', 'alerts'],
  ['ApiAuditEvents', 'platform'],
])('%s needs %s', (table, product) => {
  expect(productOfTable.get(table)).toBe(product);
});

test('every table says what it holds, and nothing else does', () => {
  expect([...tableDescriptions.keys()].sort()).toEqual([...tables.keys()].sort());
  for (const text of tableDescriptions.values()) expect(text).toMatch(/^[A-Z].*\.$/);
});
