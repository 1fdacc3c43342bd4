// Writes docs/controls.md from the register of controls: clause by clause, what the platform promises, where, and what it does not do.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

const file = join(root, 'docs/controls.md');
const isCheck = process.argv.includes('--check');
if (!isCheck) prepare();
const { controlIds, controls } = await import('../packages/platform/dist/index.js');

if (!isCheck) writeFileSync(file, page());
else if (readFileSync(file, 'utf8') !== page()) {
  console.error('docs/controls.md is not what the records say: run node scripts/list-controls.mjs');
  process.exitCode = 1;
}

function page() {
  const all = controlIds.map((id) => controls[id]);
  const inForce = all.filter(({ state }) => state === 'in-force').length;
  return [
    '# Controls',
    '',
    'Written by `node scripts/list-controls.mjs` from the records in `packages/platform/src/terms/controls`; `gamekeeper terms` shows the same with',
    "today's evidence. A control upholds clauses of the documents in `packages/platform/documents`. *Enforced*: breaking the clause through the",
    'platform is refused. *Detected*: it is found and raises an alert. *Attested*: the owner declares it. *Noticed*: the people concerned are told.',
    '',
    `${all.length} controls, ${inForce} in force, ${all.length - inForce} planned.`,
    '',
    '| id | clauses | kinds | state | title |',
    '|---|---|---|---|---|',
    ...all.map(
      ({ id, clauses, kinds, state, title }) =>
        `| [${id}](#${id.toLowerCase()}) | ${clauses.join(', ')} | ${kinds.join(', ')} | ${state} | ${title} |`,
    ),
    ...all.flatMap(({ id, title, promise, mechanism, limits, state }) => [
      ...['', `## ${id}`, '', `**${title}.** ${promise}`, ''],
      ...[`*How:* ${mechanism}`, '', `*${state === 'planned' ? 'Planned' : 'Limits'}:* ${limits}`],
    ]),
    '',
  ].join('\n');
}
