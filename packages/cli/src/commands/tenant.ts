// `gamekeeper tenant`: the customer organisations, what they are entitled to and which quotas govern them.

import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { printParties, printParty } from '../output/print-party.js';
import { type AdministerOptions, administer, because, jsonOption, reasonOption } from './administer.js';
import { type DefineCommand, dataOption } from './command.js';
import { addStateCommands } from './state-commands.js';

interface CreateOptions extends AdministerOptions {
  readonly domain: string;
  readonly sandbox?: boolean;
}

export const tenantCommand: DefineCommand = (program) => {
  const tenant = program.command('tenant').description('the customer organisations');
  const add = (name: string, description: string): Command =>
    tenant
      .command(name)
      .description(description)
      .option(...dataOption)
      .option(...jsonOption);
  add('create', 'make a tenant')
    .argument('<name>', 'its display name')
    .requiredOption('--domain <domain>', 'a domain name of no other tenant')
    .option('--sandbox', 'for tests: may be load tested')
    .option(...reasonOption)
    .action(create);
  add('list', 'list the tenants').action(list);
  add('show', 'show a tenant').argument('[tenant]', 'id, domain or name').action(show);
  add('rename', 'give a tenant another display name')
    .argument('<tenant>', 'id, domain or name')
    .argument('<name>')
    .option(...reasonOption)
    .action(rename);
  addStateCommands(tenant, 'tenant', 'tenants');
  add('entitlements', 'list the products that a tenant is entitled to; none for all')
    .argument('[tenant]', 'id, domain or name')
    .action(async (named: string | undefined, options: AdministerOptions) => {
      const administration = await administer(options);
      const { id } = await administration.tenant(named);
      printProducts(await administration.list(`/tenants/${id}/entitlements`), options);
    });
  add('entitle', 'entitle a tenant to a product; the first narrows it to this product')
    .argument('<tenant>', 'id, domain or name')
    .argument('<product>', 'such as defender-for-endpoint')
    .option(...reasonOption)
    .action(entitling(''));
  add('disentitle', 'take a product away from a tenant')
    .argument('<tenant>', 'id, domain or name')
    .argument('<product>', 'such as defender-for-endpoint')
    .requiredOption(...reasonOption)
    .action(entitling('/revoke'));
  add('sentinel-time', 'whether tables answer to TimeGenerated where a query names it')
    .argument('<tenant>', 'id, domain or name')
    .argument('<on-or-off>', 'on (as a new tenant is) or off')
    .option(...reasonOption)
    .action(async (named: string, word: string, options: AdministerOptions) => {
      if (word !== 'on' && word !== 'off') throw new CliError(`expected on or off, found '${word}'`);
      const administration = await administer(options);
      const { id } = await administration.tenant(named);
      const body = { on: word === 'on', ...because(options) };
      printParty(await administration.post(`/tenants/${id}/sentinel-time`, body), options);
    });
  add('quota-profile', 'put a tenant under a quota profile')
    .argument('<tenant>', 'id, domain or name')
    .argument('<profile>', "the profile's name; 'default' for the platform's default")
    .option(...reasonOption)
    .action(async (named: string, profile: string, options: AdministerOptions) => {
      const administration = await administer(options);
      const { id } = await administration.tenant(named);
      const body = { quotaProfile: profile === 'default' ? null : profile, ...because(options) };
      printParty(await administration.post(`/tenants/${id}/quota-profile`, body), options);
    });
};

async function create(displayName: string, options: CreateOptions): Promise<void> {
  const administration = await administer(options);
  const body = { displayName, domain: options.domain, kind: options.sandbox ? 'sandbox' : 'production' };
  printParty(await administration.post('/tenants', { ...body, ...because(options) }), options);
}

async function list(options: AdministerOptions): Promise<void> {
  const tenants = await (await administer(options)).list('/tenants');
  await printParties(tenants, ['id', 'displayName', 'domain', 'kind', 'state', 'quotaProfile'], options);
}

async function show(named: string | undefined, options: AdministerOptions): Promise<void> {
  printParty(await (await administer(options)).tenant(named), options);
}

async function rename(named: string, displayName: string, options: AdministerOptions): Promise<void> {
  const administration = await administer(options);
  const { id } = await administration.tenant(named);
  printParty(await administration.patch(`/tenants/${id}`, { displayName, ...because(options) }), options);
}

const entitling =
  (suffix: '' | '/revoke') =>
  async (named: string, product: string, options: AdministerOptions): Promise<void> => {
    const administration = await administer(options);
    const { id } = await administration.tenant(named);
    const body = { product, ...because(options) };
    const { value } = await administration.post<{ value: readonly unknown[] }>(
      `/tenants/${id}/entitlements${suffix}`,
      body,
    );
    printProducts(value, options);
  };

function printProducts(products: readonly unknown[], { json }: AdministerOptions): void {
  process.stdout.write(json ? `${JSON.stringify(products, null, 2)}\n` : `${products.join('\n') || 'all products'}\n`);
}
