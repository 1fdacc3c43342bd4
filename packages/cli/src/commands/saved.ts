// `gamekeeper saved`: hunts that are kept under a name and run with values for their parameters.

import type { LocalClient } from '@gamekeeper/server';
import { Option } from 'commander';
import { CliError } from '../cli-error.js';
import { requireServer } from '../data/require-server.js';
import { formats, writeAnswer } from '../output/formats.js';
import { printParties, printParty } from '../output/print-party.js';
import type { PrintedRow } from '../output/print-rows.js';
import { writerTo } from '../output/write.js';
import type { DefineCommand } from './command.js';
import { addLibraryCommand, type LibraryOptions, libraryPath, readText } from './library-options.js';

interface CreateOptions extends LibraryOptions {
  readonly folder?: string;
  readonly description?: string;
  readonly shared?: boolean;
}

interface RunOptions extends LibraryOptions {
  readonly parameter?: readonly string[];
  readonly format: keyof typeof formats;
}

type Saved = PrintedRow & { readonly id: string; readonly name: string };

export const savedCommand: DefineCommand = (program) => {
  const saved = program.command('saved').description('hunts kept under a name');
  addLibraryCommand(saved, 'create', 'save a hunt')
    .argument('<name>')
    .argument('<query>', 'KQL text, a file ending in .kql, or - for standard input')
    .option('--folder <folder>', 'where it is listed')
    .option('--description <text>', 'what it finds')
    .option('--shared', 'for everybody who hunts in the tenant')
    .action(async (name: string, query: string, options: CreateOptions) => {
      const { folder, description, shared = false } = options;
      const about = { ...(folder !== undefined && { folder }), ...(description !== undefined && { description }) };
      const server = await requireServer(options.data);
      const body = { name, query: readText(query), shared, ...about };
      printParty(await server.request<PrintedRow>('POST', libraryPath('/api/hunts/saved', options), body), options);
    });
  addLibraryCommand(saved, 'list', 'list the saved hunts').action(async (options: LibraryOptions) => {
    const rows = await list(await requireServer(options.data), options);
    await printParties(rows, ['id', 'folder', 'name', 'description', 'savedBy', 'shared'], options);
  });
  addLibraryCommand(saved, 'show', 'show a saved hunt')
    .argument('<hunt>', 'id or name')
    .action(async (named: string, options: LibraryOptions) => {
      printParty(await find(await requireServer(options.data), named, options), options);
    });
  addLibraryCommand(saved, 'run', 'run a saved hunt; exit code 0 with rows, 3 without')
    .argument('<hunt>', 'id or name')
    .option('-p, --parameter <name=value...>', 'values for its parameters')
    .addOption(new Option('--format <format>', 'how to write the rows').choices(Object.keys(formats)).default('table'))
    .action(run);
  addLibraryCommand(saved, 'delete', 'delete a saved hunt')
    .argument('<hunt>', 'id or name')
    .action(async (named: string, options: LibraryOptions) => {
      const server = await requireServer(options.data);
      const { id, name } = await find(server, named, options);
      await server.request('DELETE', libraryPath(`/api/hunts/saved/${id}`, options));
      process.stdout.write(`deleted ${name}\n`);
    });
};

async function run(named: string, options: RunOptions): Promise<void> {
  const server = await requireServer(options.data);
  const { id } = await find(server, named, options);
  const parameters = Object.fromEntries((options.parameter ?? []).map(readParameter));
  const answer = await server.huntAt(libraryPath(`/api/hunts/saved/${id}/run`, options), { parameters });
  for (const warning of answer.warnings) process.stderr.write(`warning: ${warning}\n`);
  const rows = await writeAnswer(answer, options.format, writerTo(process.stdout));
  process.exitCode = rows > 0 ? 0 : 3;
}

function readParameter(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(`--parameter: expected a name and a value such as severity=high, found '${text}'`);
  return [text.slice(0, at), text.slice(at + 1)];
}

const list = async (server: LocalClient, options: LibraryOptions): Promise<readonly Saved[]> =>
  (await server.request<{ readonly value: readonly Saved[] }>('GET', libraryPath('/api/hunts/saved', options))).value;

/** By id or name. */
async function find(server: LocalClient, named: string, options: LibraryOptions): Promise<Saved> {
  const found = (await list(server, options)).filter(({ id, name }) => id === named || name === named);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const others = found.length === 0 ? 'none' : found.map(({ id }) => id).join(', ');
  throw new CliError(`saved hunt '${named}': expected one, found ${others}`);
}
