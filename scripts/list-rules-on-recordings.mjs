// Writes docs/rules-on-recordings.md: which of our rules alert on which public attack recording, and on everyday events.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDuckDbEngine, ingest, storeSample, tables } from '../packages/lake/dist/index.js';
import { createHuntingService, dryRun, readRule } from '../packages/platform/dist/index.js';
import { prepare, root } from './prepare.mjs';
import { recordedAttacks } from './recorded-attacks.mjs';

const day = 86_400_000;
const now = Date.parse('2026-01-15T12:00:00Z');
/** Each recording ends ten days after the one before, further than any rule looks back. */
const apart = 10 * day;
const file = join(root, 'docs/rules-on-recordings.md');
const everyday = '\n## Everyday events\n';
// The check is of the recordings only: the other half takes another minute.
const isCheck = process.argv.includes('--check');
if (!isCheck) prepare();

const folder = join(root, 'packages/platform/rules');
const rules = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.kql.test.yaml'))
  .sort()
  .map((name) => readRule(readFileSync(join(folder, name), 'utf8')).rule);

const measured = await onRecordings();
if (!isCheck) writeFileSync(file, `${measured}${everyday}${await onEverydayEvents()}`);
else if (readFileSync(file, 'utf8').split(everyday)[0] !== measured) {
  console.error(
    'docs/rules-on-recordings.md is not what the rules find: run node scripts/list-rules-on-recordings.mjs',
  );
  process.exitCode = 1;
}

async function onRecordings() {
  const recordings = join(root, '../shared/data/otrf');
  const names = readdirSync(recordings)
    .filter((name) => name.endsWith('.zip'))
    .sort();
  const alerts = await withEngine(async (engine, hunting) => {
    for (const [index, name] of names.entries())
      await ingest([{ path: join(recordings, name) }], { engine, clock, shiftTimeTo: endOf(index) });
    return alertsBy(hunting, names);
  });
  const rows = names.map((name, index) => {
    const recording = name.replace('.zip', '');
    const attack = recordedAttacks.get(recording);
    if (attack === undefined)
      throw new Error(`scripts/recorded-attacks.mjs: expected what ${recording} is of, found nothing`);
    return { recording, attack, ...judged(attack, alerts[index]) };
  });
  const count = (of) => rows.filter(of).length;
  const share = (of) => `${count(of)} of ${rows.length} (${Math.round((100 * count(of)) / rows.length)} %)`;
  const sum = (of) => rows.flatMap(of).reduce((total, { alerts: many }) => total + many, 0);
  return [
    '# What our rules find in public attack recordings',
    '',
    'Written by `node scripts/list-rules-on-recordings.mjs`: the rules of `packages/platform/rules` are run over each recording as',
    '`gamekeeper rules test --on` runs them, and the alerts counted. An alert *names the technique* of a recording when its rule has that',
    'technique or one of the same parent (T1003.001 and T1003.002); it *names the tactic* when the rule has a tactic of the recording; every',
    'other alert is counted as *beside it*: a false one, or a step of the attack that the technique does not name. Techniques and tactics',
    "with * are the publisher's own, the others what the recording's name says. The rules were written with these recordings at hand, and they",
    'are short and of attacks: figures from them',
    'say what rules can see, not what they will see elsewhere. The recorder cleared the event logs before most recordings, which',
    '`event-log-cleared` rightly finds; that counts for no recording.',
    '',
    `${rules.length} rules, ${rows.length} recordings. An alert that names the technique: ${share(({ same }) => same.length > 0)}; the technique or`,
    `the tactic: ${share(({ same, near }) => same.length + near.length > 0)}. Alerts: ${sum(({ same }) => same)} name the technique, ${sum(({ near }) => near)} the tactic, ${sum(({ beside }) => beside)} neither;`,
    `${sum(({ cleared }) => cleared)} more are of logs that the recorder cleared. ${count(({ same, near, beside }) => same.length + near.length + beside.length === 0)} recordings raise no alert but that.`,
    '',
    '| recording | technique | alerts that name it | the tactic only | beside it |',
    '|---|---|---|---|---|',
    ...rows.map(
      ({ recording, attack, same, near, beside }) =>
        `| ${recording} | ${(attack.techniques.join(', ') || attack.tactics.join(', ')) + (attack.isPublished ? ' *' : '')} | ${listed(same)} | ${listed(near)} | ${listed(beside)} |`,
    ),
    '',
  ].join('\n');
}

/** Alerts on days of the sample before any of its attacks begins. */
async function onEverydayEvents() {
  const window = { from: now - 30 * day, to: now - 13 * day };
  const found = await withEngine(async (engine, hunting) => {
    await storeSample(engine, { now });
    const alerts = [];
    for (const rule of rules) alerts.push({ rule, alerts: (await dryRun(hunting, rule, null, window)).alerts.length });
    return alerts.filter(({ alerts: many }) => many > 0);
  });
  const total = found.reduce((sum, { alerts }) => sum + alerts, 0);
  return [
    '',
    `The first 17 days of the sample data (50 computers and 200 people, before its attacks begin) raise ${total} alerts: all of them are false.`,
    '',
    '| rule | severity | alerts in 17 days |',
    '|---|---|---|',
    ...found.map(({ rule, alerts }) => `| ${rule.id} | ${rule.severity} | ${alerts} |`),
    '',
  ].join('\n');
}

/** By recording, which rules alert and how often. A first look over all of them tells where a second is worth it. */
async function alertsBy(hunting, names) {
  const found = names.map(() => []);
  for (const rule of rules) {
    const { seen } = await dryRun(hunting, rule, null, { from: endOf(0) - apart, to: now });
    const hit = new Set(seen.map(({ at }) => Math.ceil((at - endOf(0)) / apart)));
    for (const index of [...hit].sort((a, b) => a - b)) {
      const { alerts } = await dryRun(hunting, rule, null, { from: endOf(index) - apart + 1, to: endOf(index) });
      if (alerts.length > 0) found[index].push({ rule, alerts: alerts.length });
    }
  }
  return found;
}

function judged({ techniques, tactics }, alerts) {
  const parent = (technique) => technique.slice(0, 5);
  const parents = new Set(techniques.map(parent));
  const cleared = alerts.filter(({ rule }) => rule.id === 'event-log-cleared');
  const others = alerts.filter(({ rule }) => rule.id !== 'event-log-cleared');
  const isSame = ({ rule }) => rule.techniques.some((technique) => parents.has(parent(technique)));
  const isNear = (alert) => !isSame(alert) && alert.rule.tactics.some((tactic) => tactics.includes(tactic));
  return {
    cleared,
    same: others.filter(isSame),
    near: others.filter(isNear),
    beside: others.filter((alert) => !isSame(alert) && !isNear(alert)),
  };
}

function listed(alerts) {
  return alerts.map(({ rule, alerts: many }) => (many === 1 ? rule.id : `${rule.id} ${many}`)).join(', ');
}

function endOf(index) {
  return now - (recordedAttacks.size - 1 - index) * apart;
}

function clock() {
  return now;
}

async function withEngine(use) {
  const engine = await createDuckDbEngine({ directory: null, tables, clock });
  const hunting = createHuntingService({ engine, tables, clock, limits: { lookbackDays: null } });
  try {
    return await use(engine, hunting);
  } finally {
    await engine.close();
  }
}
