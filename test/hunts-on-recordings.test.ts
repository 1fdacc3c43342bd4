// The page that says what public hunts find in public recordings, held against some of the recordings.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWithShared, sharedPath } from './harness/shared-data.js';

interface Finder {
  readonly compileHunts: (shared: string) => readonly unknown[];
  readonly huntRecording: (
    shared: string,
    recording: string,
    hunts: readonly unknown[],
  ) => Promise<{ readonly rows: ReadonlyMap<string, number | null> }>;
}

// The page's own script, which is no TypeScript.
const finder = (await import(new URL('../scripts/find-hunts-on-recordings.mjs', import.meta.url).href)) as Finder;
const page = readFileSync(new URL('../docs/hunts-on-recordings.md', import.meta.url), 'utf8');

/** Rows by hunt, as the page has them for a recording. */
const listed = (recording: string): Record<string, number> =>
  Object.fromEntries(
    [...page.matchAll(/^\| ([\w-]+) \| .* \| (.*) \|$/gm)].flatMap(([, hunt = '', finds = '']) => {
      const rows = finds.split(', ').find((find) => find.startsWith(`${recording} `));
      return rows ? [[hunt, Number(rows.split(' ')[1])]] : [];
    }),
  );

describeWithShared('what public hunts find', ['data/otrf', 'corpus/hunts-dev.jsonl'], () => {
  const shared = sharedPath('.');

  test.each(['empire_launcher_vbs', 'covenant_psremoting_grunt', 'cmd_sam_copy_esentutl'])(
    'in %s is what the page says',
    async (recording) => {
      const { rows } = await finder.huntRecording(shared, recording, finder.compileHunts(shared));
      expect([...rows].filter(([, count]) => count === null)).toEqual([]);
      expect(Object.fromEntries([...rows].filter(([, count]) => count !== 0))).toEqual(listed(recording));
    },
    180_000,
  );
});
