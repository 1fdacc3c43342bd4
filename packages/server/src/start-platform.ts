// The composition root: claims the data directory, opens state and services, listens, and takes all of it down again in order.

import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Engine, tables } from '@gamekeeper/lake';
import {
  type Clock,
  checkSealer,
  claimDataDirectory,
  createDetections,
  createHuntLanguage,
  createHuntLibrary,
  createIdentity,
  createIncidents,
  createSignIn,
  createSignInThrottle,
  createTenantNamespaces,
  createTerms,
  type Detections,
  type HuntingService,
  huntEvidence,
  type Identity,
  type Incidents,
  type MailOptions,
  openRecords,
  openSealer,
  type Records,
  type Sample,
  type SeedOptions,
  type SignIn,
  type SteadyClock,
  seedSample,
  seedSampleTerms,
  steadied,
  steadyClock,
  systemClock,
  type Terms,
} from '@gamekeeper/platform';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { createServer, type ServerOptions } from './http/create-server.js';
import { isLoopback } from './http/origins.js';
import { createLocalKey, removeLocalEndpoint, writeLocalEndpoint } from './local/local-endpoint.js';
import { type AdminLink, mintAdminLink } from './local/mint-admin-link.js';
import { createOutsideProvider, type OutsideProviderOptions } from './oauth/outside-provider.js';
import { type GateOptions, type OpenGate, openGate } from './open-gate.js';
import { StartError } from './start-error.js';
import { createTestingControls, type TestingControls } from './testing-controls/create-testing-controls.js';
import type { PlayedClock } from './testing-controls/played-clock.js';
import { openLocalCertificate } from './tls/local-ca.js';

/** What hunting and ingest need to be built. */
export interface ServiceContext {
  /** Absolute path of the data directory, held by this process. */
  readonly directory: string;
  readonly records: Records;
  readonly identity: Identity;
  readonly clock: Clock;
}

/** Hunting and the engine under it; the engine is closed with the platform. */
export interface EngineServices {
  readonly engine: Engine;
  readonly hunting: HuntingService;
}

export interface PlatformOptions
  extends Pick<ServerOptions, 'hosts' | 'bodyLimit' | 'ingestBodyLimit' | 'trustProxy' | 'limits'> {
  readonly directory: string;
  /** Connection string of a Postgres server for the state, which several nodes may share; in the directory unless told. */
  readonly state?: string;
  /** Key under which nodes of one state seal its secrets, 32 bytes in base64url; one of the directory's own unless told. */
  readonly sealingKey?: string;
  /** 127.0.0.1 unless told. */
  readonly host?: string;
  /** 7071 unless told; 0 takes a free one. */
  readonly port?: number;
  /** Serves https under a local authority. */
  readonly https?: boolean;
  /** Scheme, host and port under which clients know the server; as it listens unless told. */
  readonly publicUrl?: string;
  readonly clock: Clock;
  /** Counts the windows of quotas; steps of `clock` backwards count as no time unless told. */
  readonly steady?: SteadyClock;
  readonly gate?: GateOptions;
  /** What `clock` and `steady` read, where test controls may play it; not on a state that nodes share. */
  readonly playedClock?: PlayedClock;
  /** How the first start makes its sample. */
  readonly sample?: SeedOptions;
  /** Made once the directory is claimed, so that a log may lie in it. */
  readonly createLogger?: (directory: string) => FastifyBaseLogger;
  /** Milliseconds that requests in flight may still take at the end; 10 s unless told. */
  readonly grace?: number;
  /** Where mail of detection rules goes out; without it a rule with a mail is refused. */
  readonly mail?: MailOptions;
  /** Whether this node runs detection rules; true unless told. */
  readonly runsRules?: boolean;
  /** Where people may sign in besides here; nowhere unless told. */
  readonly outsideProvider?: OutsideProviderOptions;
  /** Opens the engine in the claimed directory and hunting over it. */
  readonly createServices: (context: ServiceContext) => Promise<EngineServices>;
}

/** A platform that listens. */
export interface Platform {
  /** Scheme, host and port. */
  readonly url: string;
  readonly directory: string;
  readonly server: FastifyInstance;
  readonly identity: Identity;
  readonly records: Records;
  readonly terms: Terms;
  readonly signIn: SignIn;
  readonly gate: OpenGate;
  readonly services: EngineServices;
  readonly incidents: Incidents;
  readonly detections: Detections;
  /** Test controls of sandbox tenants. */
  readonly testing: TestingControls;
  /** What the first start made, its secret included; null on any later start. */
  readonly sample: Sample | null;
  /** On the first start, with which the administrator sets a password; null on any later start. */
  readonly adminLink: AdminLink | null;
  /** PEM file of the authority that clients must trust, null over plain HTTP. */
  readonly authorityFile: string | null;
  /** Stops accepting, lets requests in flight finish within the grace, then closes engine and state. */
  close(): Promise<void>;
}

/**
 * Starts the platform.
 * @throws RecordsError for the data directory, the state and its sealing key, StartError for the address, whatever
 * `createServices` throws.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { host = '127.0.0.1', port = 7071, clock, hosts = [], grace = 10_000 } = options;
  refuseInsecure(host, options);
  const ending: (() => Promise<unknown>)[] = [];
  const end = async () => {
    while (ending.length > 0) await ending.pop()?.();
  };
  try {
    const claim = await claimDataDirectory(options.directory);
    ending.push(() => claim.release());
    const directory = claim.path;
    const logger = options.createLogger?.(directory);
    const { state, sealingKey } = options;
    const records = await openRecords(state === undefined ? { directory, clock } : { connectionString: state, clock });
    ending.push(() => records.close());

    let url = options.publicUrl ?? '';
    const named = [host, ...hosts].filter((name) => !isWildcard(name));
    const isOwnHost = (name: string) =>
      isLoopback(name) || named.includes(name.toLowerCase()) || (url !== '' && name === new URL(url).hostname);
    // Clients date their assertions, and check certificates, by real time, whatever time the platform plays.
    const clientClock = systemClock;
    const sealer = await openSealer(directory, sealingKey);
    await checkSealer(records, sealer);
    const partySettings = options.gate?.attestation ?? {};
    const identity = createIdentity({ records, clock, clientClock, sealer, isOwnHost, partySettings });
    const terms = createTerms({ records, clock });
    await records.alone('first start', () =>
      terms.documents.publishShipped({ actor: 'system', reason: 'first start' }),
    );
    const signIn = createSignIn({ records, clock, sealer, families: identity.families });
    const services = await options.createServices({ directory, records, identity, clock });
    ending.push(() => services.engine.close());
    const steady = options.steady ?? (clock === systemClock ? steadyClock : steadied(clock));
    const gate = await openGate(
      {
        ...{ directory, sealer, records, identity, terms, clock, steady, nodeId: hostname() },
        ...{ engine: services.engine, isShared: state !== undefined },
        proxies: options.trustProxy ?? [],
        onFault: (message, cause) => logger?.error({ err: cause }, message),
      },
      options.gate,
    );
    ending.push(() => gate.close());

    const namespaces = createTenantNamespaces(records);
    const testing = createTestingControls({
      ...{ ...gate, engine: services.engine, namespaces, identity, clock },
      playedClock: (state === undefined && options.playedClock) || null,
    });
    ending.push(() => testing.snapshots.close());

    const language = createHuntLanguage({ tables, clock });
    ending.push(() => language.close());
    const library = createHuntLibrary({ records, clock, language });
    ending.push(async () => library.functions.close());

    const incidents = createIncidents({ records, clock });
    const detections = createDetections({
      ...{ ...services, records, clock, incidents, notices: gate.notices, isShared: state !== undefined },
      functionsOf: (tenantId) => library.functions.of(tenantId),
      onError: (cause) => logger?.error({ err: cause }, 'detection rules cannot run'),
      ...(options.mail && { mail: options.mail }),
    });
    if (options.runsRules !== false) ending.push(detections.start());

    const evidence = { records, clock, hunt: huntEvidence(services.hunting) };

    const certificate = options.https
      ? await openLocalCertificate({ directory, hosts: named, clock: clientClock })
      : null;
    const localKey = createLocalKey();
    const server = createServer({
      services: {
        ...{ ...services, ...gate, identity, terms, signIn, evidence, events: records.events, clock, steady },
        ...(options.outsideProvider && { outsideProvider: createOutsideProvider(options.outsideProvider) }),
        ...{ namespaces, testing, language, library, incidents, detections },
        clientThrottle: createSignInThrottle({ clock: steady }),
        rejectFile: join(directory, 'rejects.ndjson'),
      },
      publicUrl: () => url,
      hosts: named,
      localKey,
      ...(certificate && { tls: { cert: certificate.cert, key: certificate.key } }),
      ...(logger && { logger }),
      ...pick(options, ['bodyLimit', 'ingestBodyLimit', 'trustProxy', 'limits']),
    });
    ending.push(() => closeServer(server, grace));
    const listening = await listen(server, host, port, options.https === true);
    url ||= listening;

    // Last, so that a start that fails earlier does not use up the one showing of the secret.
    const sample = await records.alone('first start', async () => {
      if ((await identity.parties.tenants.list()).length > 0) return null;
      const seeded = await seedSample(identity, options.sample);
      await seedSampleTerms(terms, { records, clock }, seeded);
      return seeded;
    });
    const adminLink = sample === null ? null : await mintAdminLink({ identity, signIn, origin: url });
    const authorityFile = certificate?.authorityFile ?? null;
    await writeLocalEndpoint(directory, { url: listening, key: localKey, authorityFile });
    ending.push(() => removeLocalEndpoint(directory));
    const parts = { server, identity, records, terms, signIn, gate, services, incidents, detections, testing };
    return { url, directory, ...parts, sample, adminLink, authorityFile, close: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function listen(server: FastifyInstance, host: string, port: number, https: boolean): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE') {
      throw new StartError('port-in-use', `port ${port} on ${host} is in use by another program`, { cause: error });
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      const reason = error instanceof Error ? error.message : code;
      throw new StartError('address-unusable', `cannot listen on ${host}:${port}: ${reason}`, { cause: error });
    }
    throw error;
  }
  const address = server.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const name = isWildcard(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${https ? 'https' : 'http'}://${name}:${bound}`;
}

async function closeServer(server: FastifyInstance, grace: number): Promise<void> {
  const impatience = setTimeout(() => server.server.closeAllConnections(), grace);
  try {
    await server.close();
  } finally {
    clearTimeout(impatience);
  }
}

/** Tokens and data do not cross a network in the clear: TLS is ended here, or by a proxy that is named (SEC-1). */
function refuseInsecure(host: string, { https = false, trustProxy = [] }: PlatformOptions): void {
  if (https || trustProxy.length > 0 || isLoopback(host)) return;
  throw new StartError(
    'address-insecure',
    `${host} is not loopback: expected https, or the address of a trusted proxy that ends TLS, found neither`,
  );
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Pick<T, K>;
}
