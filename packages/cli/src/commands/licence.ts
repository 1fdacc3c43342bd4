// `gamekeeper licence`: what lets an application work for a tenant at all.

import type { Command } from 'commander';
import { printParties, printParty } from '../output/print-party.js';
import { type AdministerOptions, administer, because, jsonOption, reasonOption } from './administer.js';
import { type DefineCommand, dataOption } from './command.js';

interface LicenceOptions extends AdministerOptions {
  readonly tenant?: string;
}

export const licenceCommand: DefineCommand = (program) => {
  const licence = program.command('licence').description('what lets an application work for a tenant at all');
  const add = (name: string, description: string): Command =>
    licence
      .command(name)
      .description(description)
      .option('--tenant <tenant>', "id, domain or name (default: the application's own)")
      .option(...dataOption)
      .option(...jsonOption);
  add('grant', 'license an application in a tenant, or license it again')
    .argument('<application>', 'id or name')
    .option(...reasonOption)
    .action(changing('grant'));
  add('suspend', 'suspend a licence; in force on the next call')
    .argument('<application>', 'id or name')
    .requiredOption(...reasonOption)
    .action(changing('suspend'));
  add('revoke', 'revoke a licence; in force on the next call')
    .argument('<application>', 'id or name')
    .requiredOption(...reasonOption)
    .action(changing('revoke'));
  add('list', 'list the licences, of one application or of all').argument('[application]', 'id or name').action(list);
};

const changing =
  (action: 'grant' | 'suspend' | 'revoke') =>
  async (named: string, options: LicenceOptions): Promise<void> => {
    const administration = await administer(options);
    const { id, tenantId: home } = await administration.application(named);
    const tenant = options.tenant === undefined ? String(home) : (await administration.tenant(options.tenant)).id;
    const path = `/tenants/${tenant}/applications/${id}/licence/${action}` as const;
    printParty(await administration.post(path, because(options)), options);
  };

async function list(named: string | undefined, options: LicenceOptions): Promise<void> {
  const administration = await administer(options);
  const query = new URLSearchParams();
  if (named !== undefined) query.set('application', (await administration.application(named)).id);
  if (options.tenant !== undefined) query.set('tenant', (await administration.tenant(options.tenant)).id);
  const licences = await administration.list(`/licences?${query}`);
  await printParties(licences, ['tenantId', 'applicationId', 'state', 'since', 'reason'], options);
}
