// The table grants of `gamekeeper app`: which tables and columns of a tenant an application is narrowed to.

import type { Command } from 'commander';
import { printParties } from '../output/print-party.js';
import type { PrintedRow } from '../output/print-rows.js';
import { type AdministerOptions, type Administration, administer, because, reasonOption } from './administer.js';

interface TableOptions extends AdministerOptions {
  readonly tenant?: string;
}

/** Adds the commands by `gamekeeper app`'s own way of adding one. */
export function addTableCommands(add: (name: string, description: string) => Command): void {
  const named = (command: Command): Command =>
    command
      .argument('<application>', 'id or name')
      .option('--tenant <tenant>', "id, domain or name (default: the application's own)");
  named(add('tables', 'list the tables that an application is narrowed to; none for no narrowing')).action(
    async (application: string, options: TableOptions) => {
      const administration = await administer(options);
      await print(administration, await pathOf(administration, application, options), options);
    },
  );
  named(add('grant-table', 'grant a table, or replace its columns; the first narrows the application to it'))
    .argument('<table>')
    .argument('[columns...]', 'some of its columns; all unless told')
    .option(...reasonOption)
    .action(async (application: string, table: string, columns: readonly string[], options: TableOptions) => {
      const body = { table, columns: columns.length === 0 ? null : columns };
      await change(application, '', body, options);
    });
  named(add('revoke-table', 'take a table back; the last one is not'))
    .argument('<table>')
    .requiredOption(...reasonOption)
    .action((application: string, table: string, options: TableOptions) =>
      change(application, '/revoke', { table }, options),
    );
  named(add('clear-tables', 'remove every table grant, so that the application reads all tables again'))
    .requiredOption(...reasonOption)
    .action((application: string, options: TableOptions) => change(application, '/clear', {}, options));
}

async function change(application: string, suffix: string, body: object, options: TableOptions): Promise<void> {
  const administration = await administer(options);
  const path = await pathOf(administration, application, options);
  await administration.post(`${path}${suffix}`, { ...body, ...because(options) });
  await print(administration, path, options);
}

async function pathOf(administration: Administration, named: string, { tenant }: TableOptions): Promise<`/${string}`> {
  const { id, tenantId: home } = await administration.application(named);
  const tenantId = tenant === undefined ? String(home) : (await administration.tenant(tenant)).id;
  return `/tenants/${tenantId}/applications/${id}/table-grants`;
}

async function print(administration: Administration, path: `/${string}`, options: TableOptions): Promise<void> {
  const grants: readonly PrintedRow[] = await administration.list(path);
  await printParties(grants, ['table', 'columns', 'grantedAt'], options);
}
