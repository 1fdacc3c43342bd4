// `gamekeeper terms`: the controls with today's evidence, the documents, who accepted them, and the trail of changes.

import { readFile } from 'node:fs/promises';
import { type ControlReport, readDocumentFile, readEffectiveDate } from '@gamekeeper/platform';
import { Command, Option } from 'commander';
import { CliError } from '../cli-error.js';
import { requireServer } from '../data/require-server.js';
import { type PrintedRow, printRows, shownTime } from '../output/print-rows.js';
import { type DefineCommand, dataOption } from './command.js';
import { createTermsEventsCommand } from './terms-events.js';
import { createTermsVerifyCommand } from './terms-verify.js';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
}

interface PublishCommandOptions extends Options {
  readonly document?: string;
  readonly documentVersion?: string;
  readonly effective?: string;
  readonly acceptance?: string;
  readonly reason?: string;
}

interface Rows {
  readonly value: readonly PrintedRow[];
}

const jsonOption = ['--json', 'print JSON'] as const;
const reasonOption = ['--reason <text>', 'why, for the trail'] as const;

export const termsCommand: DefineCommand = (program) => {
  const terms = program.command('terms').description('the terms of use: controls, documents, acceptance, the trail');
  terms.addCommand(
    new Command('controls')
      .description("list the controls with their clauses and today's evidence")
      .option(...dataOption)
      .option(...jsonOption)
      .action(listControls),
    { isDefault: true },
  );
  terms
    .command('show')
    .description('show a control')
    .argument('<id>', 'such as DAT-1')
    .option(...dataOption)
    .option(...jsonOption)
    .action(showControl);
  terms
    .command('documents')
    .description('list the documents and their versions')
    .argument('[document]', 'one of them')
    .option(...dataOption)
    .option(...jsonOption)
    .action(listDocuments);
  terms
    .command('publish')
    .description('publish a version of a document')
    .argument('<file>', 'markdown whose headings end in clause ids; what options do not say may stand in front matter')
    .option('--effective <date>', 'from when it is in force: 2027-01-31, or a moment in UTC')
    .option('--document <name>', 'such as api-terms')
    .option('--document-version <version>', 'such as 2')
    .addOption(new Option('--acceptance <rule>', 'what is asked').choices(['explicit', 'deemed', 'none']))
    .option(...reasonOption)
    .option(...dataOption)
    .option(...jsonOption)
    .action(publish);
  terms
    .command('diff')
    .description('show what a version changes: the newest against the one before unless told')
    .argument('<document>')
    .argument('[from]', 'a version')
    .argument('[to]', 'a version')
    .option(...dataOption)
    .option(...jsonOption)
    .action(diff);
  terms
    .command('accept')
    .description('accept for an application what it has not accepted, or one document')
    .requiredOption('--app <application>', 'id or name')
    .option('--document <name>', 'such as api-terms')
    .option('--document-version <version>', 'the one in force unless told')
    .option(...reasonOption)
    .option(...dataOption)
    .option(...jsonOption)
    .action(accept);
  terms.addCommand(createTermsEventsCommand());
  terms.addCommand(createTermsVerifyCommand());
};

async function listControls(options: Options): Promise<void> {
  const server = await requireServer(options.data);
  const { value } = await server.request<{ value: ControlReport[] }>('GET', '/local/terms/controls');
  const rows = value.map(({ clauses, kinds, evidence, ...control }) => ({
    ...control,
    clauses: options.json ? clauses : clauses.join(' '),
    kinds: options.json ? kinds : kinds.join('+'),
    evidence: options.json ? evidence : evidence.summary,
  }));
  await printRows(rows, ['id', 'clauses', 'kinds', 'state', 'title', 'evidence'], options);
}

async function showControl(id: string, options: Options): Promise<void> {
  const server = await requireServer(options.data);
  const control = await server.request<ControlReport>('GET', `/local/terms/controls/${encodeURIComponent(id)}`);
  if (options.json) return write(JSON.stringify(control, null, 2));
  const { evidence, clauses, kinds, title, promise, mechanism, state, limits } = control;
  const lines = [
    `${control.id}  ${title}  (${kinds.join(', ')}; ${state})`,
    ...[`clauses    ${clauses.join(', ')}`, `promise    ${promise}`, `mechanism  ${mechanism}`, `limits     ${limits}`],
    `evidence   ${evidence.summary}`,
    ...(evidence.sample ?? []).map((one) => `           ${JSON.stringify(one)}`),
  ];
  await write(lines.join('\n'));
}

async function listDocuments(document: string | undefined, options: Options): Promise<void> {
  const server = await requireServer(options.data);
  const query = document === undefined ? '' : `?${new URLSearchParams({ document })}`;
  const { value } = await server.request<Rows>('GET', `/local/terms/documents${query}`);
  const columns = ['document', 'version', 'title', 'inForce', 'effectiveAt', 'acceptance', 'hash'];
  await printRows(value, columns, options);
}

async function publish(file: string, options: PublishCommandOptions): Promise<void> {
  const read = readDocumentFile(await readFile(file, 'utf8'));
  const said = {
    document: options.document ?? read.document,
    version: options.documentVersion ?? read.version,
    effectiveAt: options.effective === undefined ? read.effectiveAt : readEffectiveDate(options.effective),
    acceptance: options.acceptance ?? read.acceptance,
  };
  const missing = Object.entries(said).find(([, value]) => value === null)?.[0];
  if (missing !== undefined) {
    const names = new Map([
      ['version', 'document-version'],
      ['effectiveAt', 'effective'],
    ]);
    throw new CliError(
      `${file}: expected --${names.get(missing) ?? missing}, or the same in front matter, found neither`,
    );
  }
  const server = await requireServer(options.data);
  const body = { ...said, body: read.body, ...(options.reason !== undefined && { reason: options.reason }) };
  const published = await server.request<PrintedRow>('POST', '/local/terms/documents', body);
  if (options.json) return write(JSON.stringify(published, null, 2));
  await write(
    `${published.document} ${published.version} is in force from ${published.effectiveAt} (${published.acceptance})`,
  );
}

async function diff(
  document: string,
  from: string | undefined,
  to: string | undefined,
  options: Options,
): Promise<void> {
  const server = await requireServer(options.data);
  const query = new URLSearchParams({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  const path = `/terms/${encodeURIComponent(document)}/diff?${query}` as const;
  const comparison = await server.request<{ readonly patch: string }>('GET', path);
  await write(options.json ? JSON.stringify(comparison, null, 2) : comparison.patch.trimEnd());
}

async function accept(
  options: Options & {
    readonly app: string;
    readonly document?: string;
    readonly documentVersion?: string;
    readonly reason?: string;
  },
): Promise<void> {
  const { app, document, documentVersion, reason } = options;
  const server = await requireServer(options.data);
  const { value } = await server.request<Rows>('POST', '/local/terms/acceptances', {
    ...{ application: app, ...(document !== undefined && { document }), ...(reason !== undefined && { reason }) },
    ...(documentVersion !== undefined && { version: documentVersion }),
  });
  const rows = options.json ? value : value.map((row) => ({ ...row, acceptedAt: shownTime(row.acceptedAt) }));
  await printRows(rows, ['document', 'version', 'acceptedBy', 'acceptedAt', 'hash'], options);
}

async function write(text: string): Promise<void> {
  process.stdout.write(`${text}\n`);
}
