// `gamekeeper up`: starts the platform on a data directory, with sample data on the first start.

import { join } from 'node:path';
import { createDuckDbEngine, describeSample, tables } from '@gamekeeper/lake';
import { createHuntingService, systemClock } from '@gamekeeper/platform';
import {
  createLogger,
  createPlayedClock,
  type GateOptions,
  type Platform,
  type PlayedClock,
  startPlatform,
} from '@gamekeeper/server';
import { CliError } from '../cli-error.js';
import { dataDirectory, lakeDirectory } from '../data/data-directory.js';
import { fillWithSample } from '../data/fill-with-sample.js';
import { externalDataOf, type OutsideKnowledgeOptions, withOutsideKnowledge } from '../data/outside-knowledge.js';
import { outsideProviderOf } from '../data/outside-provider-options.js';
import { sharedSealingKey, stateAddress } from '../data/state-address.js';
import { banner } from '../output/banner.js';
import { type DefineCommand, dataOption, stateOption } from './command.js';

interface UpOptions extends OutsideKnowledgeOptions {
  readonly data?: string;
  readonly port: string;
  readonly host: string;
  readonly https?: boolean;
  readonly empty?: boolean;
  readonly oidcIssuer?: string;
  readonly oidcClientId?: string;
  readonly oidcClientSecretFile?: string;
  readonly oidcCreateIn?: string;
  readonly clock?: string;
  readonly quotaProfile?: string;
  readonly trustProxy?: string;
  readonly embargo?: string;
  readonly countryDatabase?: string;
  readonly countryHeader?: string;
  readonly allowPrivateTargets?: boolean;
  readonly state?: string;
  readonly sealingKeyFile?: string;
}

export const upCommand: DefineCommand = (program) => {
  withOutsideKnowledge(program.command('up'))
    .description('start the platform; the first start makes the data directory, with sample data')
    .option(...dataOption)
    .option('--port <port>', 'port to listen on; 0 takes a free one', '7071')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--https', 'serve https with a certificate of a local authority')
    .option('--empty', 'first start: without sample data, and the first tenant is a production tenant')
    .option('--quota-profile <name>', 'quotas of tenants that have none of their own (default: defender-2021)')
    .option('--trust-proxy <networks>', 'networks of reverse proxies whose forwarded headers count, by commas')
    .option('--embargo <countries>', 'refuse requests from these countries, by commas (ISO 3166-1 alpha-2)')
    .option('--country-database <file>', 'MMDB file that tells the country of an address')
    .option('--country-header <name>', 'header in which trusted proxies tell the country')
    .option(
      '--allow-private-targets',
      'for development: let webhooks and externaldata go to this machine and its network',
    )
    .option('--clock <time>', 'start the clock at this ISO time')
    .option('--oidc-issuer <url>', 'let people sign in at this OpenID provider, too')
    .option('--oidc-client-id <id>', 'client id there; the secret comes from $GAMEKEEPER_OIDC_CLIENT_SECRET')
    .option('--oidc-client-secret-file <file>', '… or from this file')
    .option('--oidc-create-in <tenant>', 'make people whose mail the provider verified users of this tenant (id)')
    .option(...stateOption)
    .option('--sealing-key-file <file>', 'key that nodes of one state share (default: $GAMEKEEPER_SEALING_KEY)')
    .action(async (options: UpOptions) => up(options));
};

async function up(options: UpOptions): Promise<void> {
  const playedClock = clockOf(options.clock);
  const directory = dataDirectory(options.data);
  const state = stateAddress(options.state);
  // Nodes that share a state keep to one clock, which nobody plays.
  const isShared = state !== undefined;
  const clock = isShared && options.clock === undefined ? systemClock : playedClock.now;
  const sealingKey = await sharedSealingKey(options.sealingKeyFile);
  const { geoDatabase, allowPrivateTargets: allowPrivate = false } = options;
  const externalData = externalDataOf(options, { allowPrivate });
  const outsideProvider = await outsideProviderOf(options);
  const platform = await startPlatform({
    ...(outsideProvider !== undefined && { outsideProvider }),
    directory,
    ...(state !== undefined && { state }),
    ...(sealingKey !== undefined && { sealingKey }),
    host: options.host,
    port: portOf(options.port),
    clock,
    ...(!isShared && { playedClock, steady: playedClock.steady }),
    https: options.https ?? false,
    sample: { tenantKind: options.empty ? 'production' : 'sandbox' },
    ...(options.trustProxy !== undefined && { trustProxy: listOf(options.trustProxy) }),
    gate: gateOptionsOf(options),
    createLogger: (claimed) => createLogger({ destination: join(claimed, 'server.log') }),
    createServices: async (context) => {
      const engine = await createDuckDbEngine({
        ...{ directory: lakeDirectory(context.directory), tables, clock },
        ...(geoDatabase !== undefined && { geoDatabase }),
      });
      const hunting = createHuntingService({ engine, tables, clock, ...(externalData && { externalData }) });
      return { engine, hunting };
    },
  });
  const stopping = closeOnSignal(platform);
  // Before the sample, which takes a while: a start cut short must not take the one showing of the secret with it.
  process.stdout.write(`${await banner(platform)}\n`);
  try {
    await fillWithSample(platform, { clock, wanted: platform.sample !== null && !options.empty, report });
  } catch (error) {
    // A stop closes the engine under the sample; the next start goes on writing it.
    if (stopping.aborted) return;
    await platform.close();
    throw error;
  }
  if (platform.sample && !options.empty) process.stdout.write(`\n${describeSample()}\n`);
}

const report = (text: string): void => void process.stderr.write(`${text}\n`);

function gateOptionsOf(options: UpOptions): GateOptions {
  const { quotaProfile, embargo, countryDatabase, countryHeader, allowPrivateTargets } = options;
  return {
    ...(quotaProfile !== undefined && { quotaProfile }),
    ...(embargo !== undefined && { embargo: { countries: listOf(embargo) } }),
    ...(countryDatabase !== undefined && { countryDatabase }),
    ...(countryHeader !== undefined && { countryHeader }),
    ...(allowPrivateTargets !== undefined && { allowPrivateTargets }),
  };
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function clockOf(start: string | undefined): PlayedClock {
  if (start === undefined) return createPlayedClock();
  const moment = Date.parse(start);
  if (Number.isNaN(moment))
    throw new CliError(`--clock: expected an ISO time such as 2026-01-31T12:00:00Z, found '${start}'`);
  return createPlayedClock({ start: moment });
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CliError(`--port: expected 0 to 65535, found '${text}'`);
  return port;
}

/** The first signal closes in order and aborts what is returned; a second one does not wait. */
function closeOnSignal(platform: Platform): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
      report('stopping …');
      platform.close().then(
        () => process.exit(0),
        (error: unknown) => {
          report(`the stop was not clean: ${error instanceof Error ? error.message : String(error)}`);
          process.exit(1);
        },
      );
    });
  }
  return stopping.signal;
}
