// `gamekeeper quota`: what is left of every limit, and the profiles that the limits come from.

import { readFile } from 'node:fs/promises';
import type { QuotaProfile, QuotaStanding } from '@gamekeeper/platform';
import { CliError } from '../cli-error.js';
import { requireServer } from '../data/require-server.js';
import { printRows } from '../output/print-rows.js';
import { type DefineCommand, dataOption } from './command.js';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
  readonly reason?: string;
}

interface ApplicationQuotas {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly profile: Pick<QuotaProfile, 'name'>;
  readonly quotas: readonly QuotaStanding[];
}

const jsonOption = ['--json', 'print JSON'] as const;

export const quotaCommand: DefineCommand = (program) => {
  const quota = program.command('quota').description('what is left of quotas, and the profiles that set them');
  quota
    .command('show', { isDefault: true })
    .description('show every limit of every quota: used, left, and when the window next moves on')
    .option('--app <application>', 'id or name; all that are licensed unless told')
    .option('--tenant <tenant>', 'id or domain')
    .option(...dataOption)
    .option(...jsonOption)
    .action(show);
  const profiles = quota
    .command('profile')
    .alias('profiles')
    .description('list the profiles with the sources of their numbers')
    .option(...dataOption)
    .option(...jsonOption)
    .action(listProfiles);
  profiles
    .command('add')
    .description("keep a profile of the operator's own, in place of one of its name")
    .argument('<file>', 'JSON: name, title, date, and quotas with their limits')
    .option('--reason <text>', 'why, for the trail')
    .option(...dataOption)
    .option(...jsonOption)
    .action((file: string, _: Options, command: { optsWithGlobals(): Options }) =>
      addProfile(file, command.optsWithGlobals()),
    );
};

async function show(options: Options & { readonly app?: string; readonly tenant?: string }): Promise<void> {
  const { app, tenant, data } = options;
  const server = await requireServer(data);
  const query = new URLSearchParams({ ...(app !== undefined && { application: app }), ...(tenant && { tenant }) });
  const { value } = await server.request<{ readonly value: readonly ApplicationQuotas[] }>(
    'GET',
    `/local/quota?${query}`,
  );
  const rows = value.flatMap(({ tenantId, applicationId, profile, quotas }) =>
    quotas.flatMap(({ quota, limits }) =>
      limits.map(({ name, used, remaining, limit, resetInMs, unit, ...rest }) => ({
        ...{ tenantId, applicationId, profile: profile.name, quota, limit: name, ...rest, unit },
        ...{ used, remaining, of: limit, resetInMs },
      })),
    ),
  );
  if (options.json) return printRows(rows, [], options);
  const shown = rows.map(({ unit, used, remaining, of, resetInMs, ...row }) => ({
    ...{ ...row, used: amount(used, unit), left: `${amount(remaining, unit)} of ${amount(of, unit)}` },
    moves: used === 0 ? null : `in ${Math.ceil(resetInMs / 1000)} s`,
  }));
  const columns = ['applicationId', 'profile', 'quota', 'limit', 'scope', 'used', 'left', 'moves'];
  await printRows(shown, columns, options);
}

async function listProfiles(options: Options): Promise<void> {
  const server = await requireServer(options.data);
  const { value } = await server.request<{ readonly value: readonly QuotaProfile[] }>(
    'GET',
    '/administration/quota-profiles',
  );
  if (options.json)
    return printRows(
      value.map((profile) => ({ ...profile })),
      [],
      options,
    );
  const rows = value.flatMap(({ name, quotas }) => {
    const limits = Object.entries(quotas).flatMap(([quota, found]) => found.map((limit) => ({ quota, limit })));
    if (limits.length === 0) return [{ name, quota: 'none is limited' }];
    return limits.map(({ quota, limit }) => ({
      ...{ name, quota, limit: limit.name, amount: amount(limit.amount, limit.unit), scopes: limit.scopes.join(' ') },
      source: limit.source,
    }));
  });
  await printRows(rows, ['name', 'quota', 'limit', 'amount', 'scopes', 'source'], options);
}

async function addProfile(file: string, options: Options): Promise<void> {
  const profile = parse(file, await readFile(file, 'utf8'));
  const server = await requireServer(options.data);
  const body = { profile, ...(options.reason !== undefined && { reason: options.reason }) };
  const kept = await server.request<QuotaProfile>('POST', '/local/quota/profiles', body);
  process.stdout.write(options.json ? `${JSON.stringify(kept, null, 2)}\n` : `${kept.name} is kept: ${kept.title}\n`);
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(`${file}: expected JSON, found ${error instanceof Error ? error.message : 'something else'}`);
  }
}

/** Calls as they are, running time in seconds, exact. */
function amount(value: number, unit: 'calls' | 'ms'): string {
  return unit === 'calls' ? String(value) : `${Math.round(value) / 1000} s`;
}
