// `gamekeeper owner`: whoever answers for applications.

import type { Command } from 'commander';
import { printParties, printParty } from '../output/print-party.js';
import { type AdministerOptions, administer, because, given, jsonOption, reasonOption } from './administer.js';
import { type DefineCommand, dataOption } from './command.js';
import { addStateCommands } from './state-commands.js';

interface OwnerOptions extends AdministerOptions {
  readonly email?: string;
  readonly name?: string;
}

export const ownerCommand: DefineCommand = (program) => {
  const owner = program.command('owner').description('whoever answers for applications');
  const add = (name: string, description: string): Command =>
    owner
      .command(name)
      .description(description)
      .option(...dataOption)
      .option(...jsonOption);
  add('create', 'enter an owner')
    .argument('<name>', 'display name')
    .requiredOption('--email <address>', 'where notices go')
    .option(...reasonOption)
    .action(async (displayName: string, options: OwnerOptions) => {
      const body = { displayName, email: options.email, ...because(options) };
      printParty(await (await administer(options)).post('/owners', body), options);
    });
  add('list', 'list the owners').action(async (options: AdministerOptions) => {
    const owners = await (await administer(options)).list('/owners');
    await printParties(owners, ['id', 'displayName', 'email', 'state'], options);
  });
  add('show', 'show an owner')
    .argument('[owner]', 'id, mail address or name')
    .action(async (named: string | undefined, options: AdministerOptions) => {
      printParty(await (await administer(options)).owner(named), options);
    });
  add('update', 'change an owner; what is not named stays')
    .argument('<owner>', 'id, mail address or name')
    .option('--name <name>', 'display name')
    .option('--email <address>', 'where notices go')
    .option(...reasonOption)
    .action(async (named: string, options: OwnerOptions) => {
      const administration = await administer(options);
      const { id } = await administration.owner(named);
      const changes = given({ displayName: options.name, email: options.email });
      printParty(await administration.patch(`/owners/${id}`, { ...changes, ...because(options) }), options);
    });
  addStateCommands(owner, 'owner', 'owners');
};
