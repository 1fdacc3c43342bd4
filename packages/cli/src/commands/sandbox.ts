// `gamekeeper sandbox`: what a test may do to a sandbox tenant: play its clock, spend its quotas, let its calls fail, keep and erase its rows.

import type { PlayedTime } from '@gamekeeper/server';
import { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { readDuration } from '../data/read-duration.js';
import { requireServer } from '../data/require-server.js';
import { type PrintedRow, printRows } from '../output/print-rows.js';
import { type DefineCommand, dataOption } from './command.js';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
  readonly tenant?: string;
  readonly application?: string;
}

interface SpendOptions extends Options {
  readonly calls?: string;
  readonly time?: string;
}

interface FaultOptions extends Options {
  readonly nth?: string;
  readonly every?: string;
  readonly times?: string;
  readonly status?: string;
  readonly retryAfter?: string;
  readonly delay?: string;
  readonly cut?: boolean;
}

interface Rows {
  readonly value: readonly PrintedRow[];
}

type Method = 'GET' | 'POST' | 'DELETE';

export const sandboxCommand: DefineCommand = (program) => {
  const sandbox = program.command('sandbox').description('test controls of sandbox tenants');
  sandbox.addCommand(clockCommand());
  sandbox.addCommand(quotaCommand());
  sandbox.addCommand(faultCommand());
  controlled(sandbox.command('snapshot'), 'keep the rows as they are; prints the id').action(
    async (options: Options) => {
      const { id } = await ask<{ readonly id: string }>('POST', '/snapshots', options);
      process.stdout.write(`${id}\n`);
    },
  );
  controlled(sandbox.command('restore'), 'bring the rows of a snapshot back, with unspent quotas')
    .argument('<snapshot>', 'its id')
    .action(async (id: string, options: Options) => {
      await ask('POST', `/snapshots/${encodeURIComponent(id)}/restore`, options);
    });
  controlled(sandbox.command('reset'), 'erase all rows, forget faults and what was used of the quotas').action(
    async (options: Options) => {
      await ask('POST', '/reset', options);
    },
  );
};

function clockCommand(): Command {
  const clock = new Command('clock').description('play the time of a platform that holds sandboxes only');
  const play = async (method: Method, path: `/${string}`, options: Options, body?: object) => {
    const time = await ask<PlayedTime>(method, path, options, body);
    if (options.json) process.stdout.write(`${JSON.stringify(time)}\n`);
    else process.stdout.write(`${time.now} (${time.mode === 'machine' ? 'machine time' : paceOf(time.rate)})\n`);
  };
  controlled(clock.command('show', { isDefault: true }), 'show how it stands').action((options: Options) =>
    play('GET', '/clock', options),
  );
  controlled(clock.command('freeze'), 'stop it').action((options: Options) => play('POST', '/clock/freeze', options));
  controlled(clock.command('resume'), 'let it run at its real pace from where it stands').action((options: Options) =>
    play('POST', '/clock/resume', options),
  );
  controlled(clock.command('reset'), 'set it back to how the platform was started').action((options: Options) =>
    play('POST', '/clock/reset', options),
  );
  controlled(clock.command('advance'), 'move it on')
    .argument('<duration>', 'such as 90s, 1h30m, 2d or 250ms')
    .action((duration: string, options: Options) =>
      play('POST', '/clock/advance', options, { milliseconds: readDuration(duration) }),
    );
  controlled(clock.command('scale'), 'let it run so many times as fast')
    .argument('<rate>', 'such as 60')
    .action((rate: string, options: Options) =>
      play('POST', '/clock/scale', options, { rate: numberOf('rate', rate) }),
    );
  controlled(clock.command('set'), 'set it to a moment')
    .argument('<time>', 'ISO 8601')
    .action((moment: string, options: Options) => play('POST', '/clock/set', options, { moment }));
  return clock;
}

function quotaCommand(): Command {
  const quota = new Command('quota').description('what was used of the quotas');
  const print = async (method: Method, path: `/${string}`, options: Options, body?: object) => {
    const { value } = await ask<Rows>(method, path, options, body);
    await printRows(value, ['quota', 'name', 'scope', 'used', 'remaining', 'limit', 'resetInMs'], options);
  };
  const forApplication = (command: Command, description: string) =>
    controlled(command, description).option('--application <id>', "whose (default: the tenant's only one)");
  forApplication(quota.command('show', { isDefault: true }), 'show how the limits stand').action((options: Options) =>
    print('GET', '/quotas', options),
  );
  forApplication(quota.command('spend'), 'spend calls or running time')
    .argument('<quota>', 'such as hunting')
    .option('--calls <n>', 'so many')
    .option('--time <duration>', 'running time, such as 10m')
    .action((name: string, { calls, time, ...options }: SpendOptions) =>
      print('POST', '/quotas/spend', options, {
        ...{ quota: name, ...ofApplication(options) },
        ...(calls !== undefined && { calls: numberOf('calls', calls) }),
        ...(time !== undefined && { ms: readDuration(time) }),
      }),
    );
  forApplication(quota.command('set'), 'leave so much of a limit')
    .argument('<quota>', 'such as hunting')
    .argument('<limit>', 'such as calls-per-minute')
    .argument('<remaining>', 'calls, or milliseconds of running time')
    .action((name: string, limit: string, remaining: string, options: Options) =>
      print('POST', '/quotas/set', options, {
        ...{ quota: name, limit, remaining: numberOf('remaining', remaining), ...ofApplication(options) },
      }),
    );
  forApplication(quota.command('clear'), 'forget what was used of a quota, or of all')
    .argument('[quota]')
    .action((name: string | undefined, options: Options) =>
      print('POST', '/quotas/clear', options, {
        ...(name !== undefined && { quota: name }),
        ...ofApplication(options),
      }),
    );
  return quota;
}

function faultCommand(): Command {
  const fault = new Command('fault').description('let calls fail, wait or be cut off');
  const columns = ['id', 'route', 'application', 'nth', 'every', 'times', 'status', 'delayMs', 'cut', 'seen', 'struck'];
  controlled(fault.command('add'), 'let calls of a route fail')
    .argument('<method>', 'such as POST')
    .argument('<path>', 'path pattern, such as /api/advancedhunting/run')
    .option('--application <id>', 'calls of this application only')
    .option('--nth <n>', 'the nth call from now on')
    .option('--every <n>', 'every so manieth call')
    .option('--times <n>', 'at most so often (default: once with --nth, else without end)')
    .option('--status <status>', 'answer with this status, 400 to 599')
    .option('--retry-after <seconds>', 'with a status: seconds that the answer asks to wait')
    .option('--delay <duration>', 'let the call wait, such as 5s of real time')
    .option('--cut', 'end the connection without an answer')
    .action(async (method: string, path: string, options: FaultOptions) => {
      const { nth, every, times, status, retryAfter, delay, cut } = options;
      const numbers = { nth, every, times, status, retryAfterSeconds: retryAfter };
      const given = Object.entries(numbers).filter(([, value]) => value !== undefined);
      const added = await ask<PrintedRow>('POST', '/faults', options, {
        ...{ route: `${method.toUpperCase()} ${path}`, ...ofApplication(options) },
        ...Object.fromEntries(given.map(([name, value]) => [name, numberOf(name, value ?? '')])),
        ...(delay !== undefined && { delayMs: readDuration(delay) }),
        ...(cut && { cut }),
      });
      await printRows([added], columns, options);
    });
  controlled(fault.command('list', { isDefault: true }), 'list those that wait for calls').action(
    async (options: Options) => printRows((await ask<Rows>('GET', '/faults', options)).value, columns, options),
  );
  controlled(fault.command('clear'), 'remove one, or all')
    .argument('[id]')
    .action(async (id: string | undefined, options: Options) => {
      await ask('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`, options);
    });
  return fault;
}

function controlled(command: Command, description: string): Command {
  return command
    .description(description)
    .option('--tenant <tenant>', 'id or domain (default: the only sandbox)')
    .option(...dataOption)
    .option('--json', 'print JSON');
}

async function ask<T = unknown>(method: Method, path: `/${string}`, options: Options, body?: object): Promise<T> {
  const server = await requireServer(options.data);
  const query = new URLSearchParams({
    ...(options.tenant !== undefined && { tenant: options.tenant }),
    ...(method === 'GET' && ofApplication(options)),
  });
  return server.request<T>(method, `/local/sandbox${path}?${query}`, body);
}

function ofApplication({ application }: Options): { readonly application?: string } {
  return application === undefined ? {} : { application };
}

const paceOf = (rate: number): string => (rate === 0 ? 'frozen' : rate === 1 ? 'played' : `${rate} times as fast`);

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new CliError(`${name}: expected a number, found '${text}'`);
}
