// `gamekeeper rules list`, `add`, `show` and what else is done with the rules of a tenant on the running server.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { readRuleFiles } from '../data/rule-files.js';
import { printParty } from '../output/print-party.js';
import { type PrintedRow, printRows, shownTime } from '../output/print-rows.js';
import { type AdministerOptions, administer, because, jsonOption, reasonOption } from './administer.js';
import { dataOption } from './command.js';

interface TenantOptions extends AdministerOptions {
  readonly tenant?: string;
}

interface RangeOptions extends TenantOptions {
  readonly from?: string;
  readonly to?: string;
}

/** Adds the commands that need a server. */
export function addServerCommands(rules: Command): void {
  const add = (name: string, description: string): Command =>
    rules
      .command(name)
      .description(description)
      .option('--tenant <tenant>', 'id, domain or name (default: where there is one only, that one)')
      .option(...dataOption)
      .option(...jsonOption);
  add('list', 'list the rules with their last runs').action(list);
  add('show', 'show a rule').argument('<rule>', 'id').action(show);
  add('runs', 'list the runs of a rule, the latest first').argument('<rule>', 'id').action(runs);
  add('add', 'add rules from their files')
    .argument('<rules...>', 'YAML files or folders of them')
    .option('--replace', 'replace rules of the same id')
    .option(...reasonOption)
    .action(addRules);
  for (const [verb, description] of verbs)
    add(verb, description)
      .argument('<rule>', 'id')
      .option(...reasonOption)
      .action(doing(verb));
  add('run', 'look at the look-back up to now, and raise what was not raised yet').argument('<rule>', 'id').action(run);
  add('backfill', 'look at a past range, and raise what was not raised yet')
    .argument('<rule>', 'id')
    .requiredOption('--from <time>', 'such as 2026-01-10 or 2026-01-10T12:00:00Z')
    .option('--to <time>', 'now unless told')
    .action(run);
}

const verbs = [
  ['enable', 'let a rule run'],
  ['disable', 'keep a rule from running'],
  ['remove', 'delete a rule; its alerts stay'],
] as const;

async function open(options: TenantOptions) {
  const administration = await administer(options);
  const { id } = await administration.tenant(options.tenant);
  return { administration, at: `/tenants/${id}/rules` as const };
}

async function list(options: TenantOptions): Promise<void> {
  const { administration, at } = await open(options);
  const rules = await administration.list(at);
  if (options.json) return printRows(rules, [], options);
  const rows = rules.map(({ lastRun, ...rule }) => {
    const run = (lastRun ?? {}) as PrintedRow;
    const found = lastRun ? `${run.status}, ${run.rows} rows, ${run.alerts} alerts` : null;
    return { ...rule, lastRun: shownTime(run.endedAt), found };
  });
  await printRows(rows, ['id', 'displayName', 'severity', 'frequency', 'status', 'lastRun', 'found'], options);
}

async function show(rule: string, options: TenantOptions): Promise<void> {
  const { administration, at } = await open(options);
  printParty(await administration.get(`${at}/${encodeURIComponent(rule)}`), options);
}

async function runs(rule: string, options: TenantOptions): Promise<void> {
  const { administration, at } = await open(options);
  const all = await administration.list(`${at}/${encodeURIComponent(rule)}/runs`);
  if (options.json) return printRows(all, [], options);
  const rows = all.map((one) => ({ ...one, windowEnd: shownTime(one.windowEnd) }));
  const columns = ['windowEnd', 'status', 'attempts', 'rows', 'alerts', 'suppressed', 'surplus', 'lagMs', 'error'];
  await printRows(rows, columns, options);
}

async function addRules(
  paths: readonly string[],
  options: TenantOptions & { readonly replace?: boolean },
): Promise<void> {
  const { administration, at } = await open(options);
  for (const { path } of readRuleFiles(paths)) {
    const body = { file: await readFile(path, 'utf8'), ...(options.replace && { replace: true }), ...because(options) };
    const added = await administration.post<PrintedRow>(at, body);
    for (const warning of (added.warnings ?? []) as readonly string[])
      process.stderr.write(`${path}: warning: ${warning}\n`);
    process.stdout.write(options.json ? `${JSON.stringify(added)}\n` : `${added.id} runs every ${added.frequency}\n`);
  }
}

const doing =
  (verb: (typeof verbs)[number][0]) =>
  async (rule: string, options: TenantOptions): Promise<void> => {
    const { administration, at } = await open(options);
    const answer = await administration.post(`${at}/${encodeURIComponent(rule)}/${verb}`, because(options));
    if (verb === 'remove') process.stdout.write(`${rule} is deleted\n`);
    else printParty(answer, options);
  };

async function run(rule: string, options: RangeOptions): Promise<void> {
  if (existsSync(rule))
    throw new CliError(`${rule} is a file: 'gamekeeper rules test ${rule} --on FILES' runs it on files`);
  const [from, to] = [timeOf('--from', options.from), timeOf('--to', options.to)];
  const { administration, at } = await open(options);
  const body = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  printParty(await administration.post(`${at}/${encodeURIComponent(rule)}/run`, body), options);
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CliError(`${option}: expected a time such as 2026-01-10T12:00:00Z, found '${text}'`);
  return time;
}
