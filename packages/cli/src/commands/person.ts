// `gamekeeper person`: the people of tenants and the operators of the platform.

import { type Command, Option } from 'commander';
import { printParties, printParty } from '../output/print-party.js';
import { type AdministerOptions, administer, because, given, jsonOption, reasonOption } from './administer.js';
import { type DefineCommand, dataOption } from './command.js';
import { addStateCommands } from './state-commands.js';

interface PersonOptions extends AdministerOptions {
  readonly tenant?: string;
  readonly name?: string;
  readonly role?: string;
  readonly operator?: boolean;
}

export const personCommand: DefineCommand = (program) => {
  const person = program.command('person').description('people of tenants, and operators of the platform');
  const role = () => new Option('--role <role>', 'what they may do').choices(['administrator', 'user']);
  const add = (name: string, description: string): Command =>
    person
      .command(name)
      .description(description)
      .option(...dataOption)
      .option(...jsonOption);
  add('create', "enter a person; 'gamekeeper admin-link --user' then lets them set a password")
    .argument('<user-name>', 'in the form of a mail address')
    .requiredOption('--name <name>', 'display name')
    .option('--tenant <tenant>', 'id, domain or name (default: where there is one only, that one)')
    .option('--operator', 'of the platform, in no tenant')
    .addOption(role().default('user'))
    .option(...reasonOption)
    .action(create);
  add('list', 'list the people')
    .option('--tenant <tenant>', 'id, domain or name')
    .action(async (options: PersonOptions) => {
      const administration = await administer(options);
      const query = options.tenant === undefined ? '' : `?tenant=${(await administration.tenant(options.tenant)).id}`;
      const people = await administration.list(`/people${query}`);
      await printParties(people, ['id', 'userName', 'displayName', 'role', 'state', 'tenantId'], options);
    });
  add('show', 'show a person')
    .argument('<person>', 'id, user name or name')
    .action(async (named: string, options: AdministerOptions) => {
      printParty(await (await administer(options)).person(named), options);
    });
  add('update', 'change a person; what is not named stays')
    .argument('<person>', 'id, user name or name')
    .option('--name <name>', 'display name')
    .addOption(role())
    .option(...reasonOption)
    .action(async (named: string, options: PersonOptions) => {
      const administration = await administer(options);
      const { id } = await administration.person(named);
      const changes = given({ displayName: options.name, role: options.role });
      printParty(await administration.patch(`/people/${id}`, { ...changes, ...because(options) }), options);
    });
  addStateCommands(person, 'person', 'people');
};

async function create(userName: string, options: PersonOptions): Promise<void> {
  const administration = await administer(options);
  const tenantId = options.operator ? null : (await administration.tenant(options.tenant)).id;
  const body = { tenantId, userName, displayName: options.name, role: options.role, ...because(options) };
  printParty(await administration.post('/people', body), options);
}
