// `gamekeeper consent`: what administrators allowed applications, given and withdrawn by the operator, with its receipts.

import { CliError } from '../cli-error.js';
import { requireServer } from '../data/require-server.js';
import { type PrintedRow, printRows, shownTime } from '../output/print-rows.js';
import { type DefineCommand, dataOption } from './command.js';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
  readonly tenant?: string;
  readonly reason?: string;
}

interface Rows {
  readonly value: readonly PrintedRow[];
}

const jsonOption = ['--json', 'print JSON'] as const;
const tenantOption = ['--tenant <tenant>', "id or domain (default: the application's own)"] as const;
const reasonOption = ['--reason <text>', 'why, for the trail'] as const;

export const consentCommand: DefineCommand = (program) => {
  const consent = program.command('consent').description('what tenants allow applications, with receipts');
  consent
    .command('give')
    .description('consent to permissions of an application for a tenant')
    .argument('<application>', 'id or name')
    .argument('[permissions...]', 'as RESOURCE/PERMISSION; all that the application was granted unless told')
    .option(...tenantOption)
    .option(...reasonOption)
    .option(...dataOption)
    .option(...jsonOption)
    .action(give);
  consent
    .command('withdraw')
    .description('withdraw one consent, or those of an application; in force on the next request')
    .argument('<consent-or-application>', 'id of a consent, or id or name of an application')
    .argument('[permission]', 'as RESOURCE/PERMISSION; all unless told')
    .option(...tenantOption)
    .option(...reasonOption)
    .option(...dataOption)
    .option(...jsonOption)
    .action(withdraw);
  consent
    .command('list')
    .description('list consents, withdrawn ones included')
    .argument('[application]', 'id or name')
    .option('--tenant <tenant>', 'id or domain')
    .option(...dataOption)
    .option(...jsonOption)
    .action(list);
  consent
    .command('receipt')
    .description('print the receipt of a consent, in the fields of ISO/IEC TS 27560')
    .argument('<id>', 'of the consent')
    .option(...dataOption)
    .action(receipt);
};

async function give(application: string, permissions: readonly string[], options: Options): Promise<void> {
  const asked = permissions.map(readPermission);
  const server = await requireServer(options.data);
  const { value } = await server.request<Rows>('POST', '/local/consents', {
    ...{ application, ...said(options) },
    ...(asked.length > 0 && { permissions: asked }),
  });
  await print(value, options);
}

async function withdraw(target: string, permission: string | undefined, options: Options): Promise<void> {
  const server = await requireServer(options.data);
  const asked = permission === undefined ? {} : readPermission(permission);
  const { value: all } = await server.request<Rows>('GET', '/local/consents');
  const isConsent = all.some(({ id }) => id === target);
  const body = isConsent ? { id: target } : { application: target, ...asked };
  const path = '/local/consents/withdrawals';
  const { value } = await server.request<Rows>('POST', path, { ...body, ...said(options) });
  await print(value, options);
}

async function list(application: string | undefined, options: Options): Promise<void> {
  const server = await requireServer(options.data);
  const query = new URLSearchParams({
    ...(application !== undefined && { application }),
    ...(options.tenant !== undefined && { tenant: options.tenant }),
  });
  const { value } = await server.request<Rows>('GET', `/local/consents?${query}`);
  await print(value, options);
}

async function receipt(id: string, options: Options): Promise<void> {
  const server = await requireServer(options.data);
  const issued = await server.request<PrintedRow>('GET', `/local/consents/${encodeURIComponent(id)}/receipt`);
  process.stdout.write(`${JSON.stringify({ hash: issued.hash, receipt: issued.receipt }, null, 2)}\n`);
}

function print(rows: readonly PrintedRow[], options: Options): Promise<void> {
  const shown = options.json
    ? rows
    : rows.map((row) => ({ ...row, givenAt: shownTime(row.givenAt), withdrawnAt: shownTime(row.withdrawnAt) }));
  return printRows(
    shown,
    ['id', 'applicationId', 'resource', 'permission', 'version', 'givenAt', 'withdrawnAt'],
    options,
  );
}

function said({ tenant, reason }: Options) {
  return { ...(tenant !== undefined && { tenant }), ...(reason !== undefined && { reason }) };
}

function readPermission(text: string): { readonly resource: string; readonly permission: string } {
  const [, resource, permission] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (resource === undefined || permission === undefined) {
    throw new CliError(`expected a permission such as graph/ThreatHunting.Read.All, found '${text}'`);
  }
  return { resource, permission };
}
