// Writes docs/hunts-on-recordings.md: which public hunts find how many rows in which public attack recording.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

prepare();
const { compileHunts, huntRecording, listRecordings } = await import('./find-hunts-on-recordings.mjs');
const shared = join(root, '..', 'shared');
const hunts = compileHunts(shared);
const sections = [];
for (const recording of listRecordings(shared)) {
  const section = await huntRecording(shared, recording, hunts);
  sections.push({ recording, ...section });
  console.error(`${recording}: ${section.ingested} of ${section.read} events`);
}

const finds = (hunt) =>
  sections.flatMap(({ recording, rows }) => (rows.get(hunt.id) ? [`${recording} ${rows.get(hunt.id)}`] : []));
const found = hunts.filter((hunt) => finds(hunt).length > 0);
const runs = sections.flatMap(({ rows }) => [...rows.values()]);
const sum = (key) => sections.reduce((total, section) => total + section[key], 0);
const cell = (text) => text.replaceAll('|', '\\|');
const lines = [
  '# What public hunts find in public attack recordings',
  '',
  'Written by `node scripts/list-hunts-on-recordings.mjs`: each recording is ingested alone, moved so that its newest event is now, and hunted with',
  'every hunt of the development corpus that compiles; external tables are empty. A hunt that finds rows in a recording is listed with their',
  'number: evidence that the mapping of events and the language fit together, not a verdict on either hunt or recording. Summaries and inventories',
  'match broadly. A test holds part of this page against what is found now, so that a change in meaning shows.',
  '',
  `${sections.length} recordings, ${sum('read')} events read, ${sum('ingested')} stored; ${hunts.filter(({ compiled }) => compiled).length} of ${hunts.length} hunts compile,`,
  `${runs.length} runs on recordings that hold a table of the hunt, ${runs.filter((rows) => rows === null).length} of them failed; ${found.length} hunts find something.`,
  '',
  '| hunt | where it comes from | recordings and rows |',
  '|---|---|---|',
  ...found.map((hunt) => `| ${hunt.id} | ${cell(`${hunt.source}: ${hunt.path}`)} | ${finds(hunt).join(', ')} |`),
  '',
];
writeFileSync(join(root, 'docs/hunts-on-recordings.md'), lines.join('\n'));
