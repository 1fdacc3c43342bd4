// LIM-2: a result has at most 100,000 rows.

import { expect, test } from 'vitest';
import { startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const range = (last: number) => `range x from 1 to ${last} step 1`;

test('LIM-2: the row after the hundred-thousandth is dropped, and the audit says so', async () => {
  const whole = await gamekeeper.rows(range(100_000));
  const cut = await gamekeeper.rows(range(100_001), { wire: 'graph' });
  expect([whole.length, cut.length, cut.at(-1)?.x]).toEqual([100_000, 100_000, 100_000]);
  const rows = await gamekeeper.audit(
    'ApiAuditEvents | where Rows > 0 | sort by Query asc | project Query, Rows, Truncated',
  );
  expect(rows).toEqual([
    { Query: range(100_000), Rows: 100_000, Truncated: false },
    { Query: range(100_001), Rows: 100_000, Truncated: true },
  ]);
});
