// `gamekeeper app`: applications from their registration to their end, with credentials, permissions and tables.

import type { Command } from 'commander';
import { printParties, printParty } from '../output/print-party.js';
import {
  type AdministerOptions,
  administer,
  because,
  given,
  jsonOption,
  readPermission,
  reasonOption,
} from './administer.js';
import { addCredentialCommands } from './app-credentials.js';
import { type DeclaredOptions, declared, declaring } from './app-declared.js';
import { printMissing, register } from './app-register.js';
import { addTableCommands } from './app-tables.js';
import { type DefineCommand, dataOption } from './command.js';
import { addStateCommands } from './state-commands.js';

export const appCommand: DefineCommand = (program) => {
  const app = program.command('app').description('applications: registration, credentials, permissions');
  const add = (name: string, description: string): Command =>
    app
      .command(name)
      .description(description)
      .option(...dataOption)
      .option(...jsonOption);
  declaring(add('register', 'register an application and give it a first secret'))
    .argument('<name>', 'display name')
    .option('--tenant <tenant>', 'id, domain or name of its home tenant (default: where there is one only, that one)')
    .option('--grant <permissions...>', 'let it ask consent for these, as RESOURCE/PERMISSION')
    .action(register);
  declaring(add('update', 'change what was declared; what is not named stays'))
    .argument('<application>', 'id or name')
    .option('--name <name>', 'display name')
    .action(update);
  add('list', 'list the applications')
    .option('--tenant <tenant>', 'id, domain or name of the home tenant')
    .action(list);
  add('show', 'show an application').argument('<application>', 'id or name').action(show);
  add('missing', 'list what an application still lacks before its first call works, with the command for each')
    .argument('<application>', 'id or name')
    .action(async (named: string, options: AdministerOptions) => {
      const administration = await administer(options);
      await printMissing(administration, await administration.application(named), options);
    });
  add('attest', 'declare that a registration is true today')
    .argument('<application>', 'id or name')
    .option(...reasonOption)
    .action(async (named: string, options: AdministerOptions) => {
      const administration = await administer(options);
      const { id } = await administration.application(named);
      printParty(await administration.post(`/applications/${id}/attest`, because(options)), options);
    });
  addStateCommands(app, 'application', 'applications');
  addCredentialCommands(add);
  add('permissions', 'list what an application may ask consent for')
    .argument('<application>', 'id or name')
    .action(async (named: string, options: AdministerOptions) => {
      const administration = await administer(options);
      const { id } = await administration.application(named);
      const permissions = await administration.list(`/applications/${id}/permissions`);
      await printParties(permissions, ['resource', 'permission'], options);
    });
  add('grant', 'let an application ask consent for permissions')
    .argument('<application>', 'id or name')
    .argument('<permissions...>', 'as RESOURCE/PERMISSION, such as graph/ThreatHunting.Read.All')
    .option(...reasonOption)
    .action(permitting(''));
  add('revoke', 'take permissions away in every tenant')
    .argument('<application>', 'id or name')
    .argument('<permissions...>', 'as RESOURCE/PERMISSION')
    .requiredOption(...reasonOption)
    .action(permitting('/revoke'));
  addTableCommands(add);
};

async function update(named: string, options: DeclaredOptions): Promise<void> {
  const administration = await administer(options);
  const { id } = await administration.application(named);
  const ownerId = options.owner === undefined ? undefined : (await administration.owner(options.owner)).id;
  const changes = given({ displayName: options.name, ownerId });
  const body = { ...declared(options), ...changes, ...because(options) };
  printParty(await administration.patch(`/applications/${id}`, body), options);
}

async function list(options: AdministerOptions & { readonly tenant?: string }): Promise<void> {
  const administration = await administer(options);
  const query = options.tenant === undefined ? '' : `?tenant=${(await administration.tenant(options.tenant)).id}`;
  const applications = await administration.list(`/applications${query}`);
  const columns = ['id', 'displayName', 'purpose', 'state', 'attestation', 'ownerId', 'tenantId'];
  const shown = options.json
    ? applications
    : applications.map((one) => ({ ...one, attestation: (one.attestation as { standing: string }).standing }));
  await printParties(shown, columns, options);
}

async function show(named: string, options: AdministerOptions): Promise<void> {
  const administration = await administer(options);
  printParty(await administration.application(named), options);
}

const permitting =
  (suffix: '' | '/revoke') =>
  async (named: string, permissions: readonly string[], options: AdministerOptions): Promise<void> => {
    const asked = permissions.map(readPermission);
    const administration = await administer(options);
    const { id } = await administration.application(named);
    for (const permission of asked) {
      await administration.post(`/applications/${id}/permissions${suffix}`, { ...permission, ...because(options) });
    }
    const held = await administration.list(`/applications/${id}/permissions`);
    await printParties(held, ['resource', 'permission'], options);
  };
