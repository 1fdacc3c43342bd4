// Every public recording, from the folder of zips to the engine: not a line is lost.

import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { clock } from './ingest.fixture.js';
import { ingest } from './ingest.js';

const folder = fileURLToPath(new URL('../../../../../shared/data/otrf', import.meta.url));

it('accounts for all 162,924 lines of the 47 recordings', { timeout: 180_000 }, async () => {
  let stored = 0;
  const engine = {
    append: async ({ parts }: { parts: readonly { rows: readonly string[] }[] }) => {
      const rows = parts.reduce((sum, part) => sum + part.rows.length, 0);
      stored += rows;
      return { rows, duplicate: false };
    },
  };
  const summary = await ingest([{ path: folder }], { engine, clock });
  expect(summary).toMatchObject({ files: 47, read: 162_924, ingested: stored });
  expect(summary.ingested + summary.rejected).toBe(162_924);
  expect(summary.ingested).toBeGreaterThan(162_000);
  expect(summary.skipped).toHaveLength(7);
  const faults = summary.rejectedReasons.filter(
    ({ reason }) => !reason.startsWith('no mapping for') && reason !== 'other reasons',
  );
  expect(faults).toEqual([]);
});
