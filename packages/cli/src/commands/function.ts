// `gamekeeper function`: what a tenant stores for its hunts to call.

import { requireServer } from '../data/require-server.js';
import { printParties, printParty } from '../output/print-party.js';
import type { PrintedRow } from '../output/print-rows.js';
import type { DefineCommand } from './command.js';
import { addLibraryCommand, type LibraryOptions, libraryPath, readText } from './library-options.js';

export const functionCommand: DefineCommand = (program) => {
  const stored = program.command('function').description('functions that hunts of a tenant can call');
  addLibraryCommand(stored, 'create', 'store a function, or replace it')
    .argument('<command>', "'.create-or-alter function …', a file ending in .kql with it, or - for standard input")
    .action(async (command: string, options: LibraryOptions) => {
      const server = await requireServer(options.data);
      const body = { command: readText(command) };
      printParty(await server.request<PrintedRow>('POST', libraryPath('/api/functions', options), body), options);
    });
  addLibraryCommand(stored, 'list', 'list the functions').action(async (options: LibraryOptions) => {
    const server = await requireServer(options.data);
    const path = libraryPath('/api/functions', options);
    const { value } = await server.request<{ readonly value: readonly PrintedRow[] }>('GET', path);
    await printParties(value, ['name', 'parameters', 'folder', 'docstring', 'changedAt'], options);
  });
  addLibraryCommand(stored, 'show', 'show a function')
    .argument('<name>')
    .action(async (name: string, options: LibraryOptions) => {
      const server = await requireServer(options.data);
      printParty(await server.request<PrintedRow>('GET', named(name, options)), options);
    });
  addLibraryCommand(stored, 'delete', 'delete a function; what calls it is refused from then on')
    .argument('<name>')
    .action(async (name: string, options: LibraryOptions) => {
      await (await requireServer(options.data)).request('DELETE', named(name, options));
      process.stdout.write(`deleted ${name}\n`);
    });
};

const named = (name: string, options: LibraryOptions) =>
  libraryPath(`/api/functions/${encodeURIComponent(name)}`, options);
