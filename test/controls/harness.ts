// The whole platform for the tests of the controls: real state, engine, gates and audit behind HTTP, on a clock that the test moves.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine, ingestStream, tables } from '@gamekeeper/lake';
import {
  type Application,
  createHuntingService,
  type HuntLimits,
  huntEvidence,
  type Owner,
  type ResourceId,
  reportControl,
  type Sample,
  sampleRegistration,
  type Tenant,
} from '@gamekeeper/platform';
import { type Platform, type PlatformOptions, startPlatform } from '@gamekeeper/server';
import { afterAll } from 'vitest';

export const by = { actor: 'test', reason: 'shown by a test' };
export const minute = 60_000;
export const day = 86_400_000;

/** A permission as the parties name it. */
export interface Held {
  readonly resource: ResourceId;
  readonly permission: string;
}
export const huntingPermissions: readonly Held[] = [
  { resource: 'defender-xdr', permission: 'AdvancedHunting.Read.All' },
  { resource: 'defender-endpoint', permission: 'AdvancedQuery.Read.All' },
  { resource: 'graph', permission: 'ThreatHunting.Read.All' },
];
export const auditPermission: Held = { resource: 'gamekeeper', permission: 'Audit.Read.All' };

/** A registered application with a secret and a token that opens every endpoint. */
export interface Client {
  readonly application: Application;
  readonly tenant: Tenant;
  readonly owner: Owner;
  readonly credentialId: string;
  readonly secret: string;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of several wires are compared, not typed.
  readonly body: any;
  /** Machine-readable reason of a refusal, wherever its wire carries it. */
  readonly reason: string | null;
}

export interface CallOptions {
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export type Wire = 'defender' | 'endpoint' | 'graph' | 'beta';
export const huntingPaths: Readonly<Record<Wire, string>> = {
  defender: '/api/advancedhunting/run',
  endpoint: '/api/advancedqueries/run',
  graph: '/v1.0/security/runHuntingQuery',
  beta: '/beta/security/runHuntingQuery',
};

export interface HuntOptions extends CallOptions {
  readonly wire?: Wire;
}

export interface ClientOptions {
  readonly tenant?: Tenant;
  readonly owner?: Owner;
  readonly permissions?: readonly Held[];
  /** Fields of the registration that differ from the sample's. */
  readonly registration?: object;
}

export interface Gamekeeper {
  readonly platform: Platform;
  readonly sample: Sample;
  /** Of the sample application. */
  readonly token: string;
  now(): number;
  advance(milliseconds: number): void;
  fetch(path: string, options?: CallOptions): Promise<Answer>;
  /** Asks for a token as any client does. */
  requestToken(client: { readonly id: string; readonly secret: string }, resource?: string): Promise<Answer>;
  /** A hunt with the sample's token unless another is given. */
  hunt(query: string, options?: HuntOptions): Promise<Answer>;
  /** Rows of a hunt that must succeed. */
  rows(query: string, options?: HuntOptions): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Registers, licenses, consents and accepts: an application that nothing refuses. */
  addClient(options?: ClientOptions): Promise<Client>;
  addTenant(kind?: Tenant['kind']): Promise<Tenant>;
  addOwner(): Promise<Owner>;
  tokenOf(application: Application, tenantId?: string, credentialId?: string | null): Promise<string>;
  /** Grants permissions to an application and consents to them. */
  permit(application: Application, permissions: readonly Held[], tenantId?: string): Promise<void>;
  /** Stores rows of a table in the sample's tenant. */
  ingest(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  /** The audit rows of all tenants, by a query over them that the operator runs. */
  audit(query: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Today's evidence of a control, in its words. */
  evidence(id: string): Promise<{ readonly summary: string; readonly count?: number }>;
}

export interface GamekeeperOptions
  extends Pick<Partial<PlatformOptions>, 'gate' | 'trustProxy' | 'bodyLimit' | 'https' | 'hosts'> {
  readonly hunting?: Partial<HuntLimits>;
}

const start = Date.parse('2026-03-04T05:06:07Z');

/**
 * Starts once for a test file, and ends with it.
 * @example const gamekeeper = await startGamekeeper(); await gamekeeper.hunt('DeviceInfo | count');
 */
export async function startGamekeeper({ hunting, ...options }: GamekeeperOptions = {}): Promise<Gamekeeper> {
  const parent = await mkdtemp(join(tmpdir(), 'gamekeeper-controls-'));
  const directory = join(parent, 'data');
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  let now = start;
  const clock = (): number => now;
  const platform = await startPlatform({
    ...{ directory, port: 0, clock },
    async createServices() {
      const engine = await createDuckDbEngine({ directory: null, tables, clock });
      return { engine, hunting: createHuntingService({ engine, tables, clock, limits: hunting ?? {} }) };
    },
    ...options,
  });
  afterAll(async () => {
    await platform.close();
    await rm(parent, { recursive: true, force: true });
  });
  const { sample, identity, records, terms, gate, services, url } = platform;
  if (sample === null) throw new Error('expected a first start');
  const { parties } = identity;
  const operatorHunt = huntEvidence(services.hunting);
  let names = 0;

  async function tokenOf(
    application: Application,
    tenantId: string = application.tenantId,
    credentialId: string | null = null,
  ): Promise<string> {
    const audience = identity.resolveAudience(url);
    if (audience === null) throw new Error(`no resource ${url}`);
    const request = { application, tenantId, credentialId, proof: 'secret', audience, origin: url } as const;
    return (await identity.issueToken(request)).token;
  }

  async function permit(application: Application, permissions: readonly Held[], tenantId = application.tenantId) {
    const applicationId = application.id;
    for (const permission of permissions) await parties.permissions.grant({ applicationId, ...permission }, by);
    await terms.consents.give({ tenantId, applicationId, permissions, givenBy: 'test', method: 'command-line' }, by);
  }

  async function call(path: string, request: CallOptions = {}): Promise<Answer> {
    const { method = 'GET', token: bearer = null, headers = {}, body, signal } = request;
    const response = await fetch(url + path, {
      method,
      headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const parsed = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : null;
    return { status: response.status, headers: response.headers, text, body: parsed, reason: reasonOf(parsed) };
  }

  const token = await tokenOf(sample.application);
  const hunt = (query: string, { wire = 'defender', ...request }: HuntOptions = {}) =>
    call(huntingPaths[wire], {
      ...{ method: 'POST', token, body: { [wire === 'defender' || wire === 'endpoint' ? 'Query' : 'query']: query } },
      ...request,
    });

  return {
    ...{ platform, sample, token, tokenOf, permit, hunt },
    now: clock,
    advance(milliseconds) {
      now += milliseconds;
    },
    fetch: call,
    requestToken: ({ id, secret }, resource = url) =>
      call(`/${sample.tenant.id}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ client_id: id, client_secret: secret },
          ...{ grant_type: 'client_credentials', scope: `${resource}/.default` },
        }).toString(),
      }),
    async rows(query, request) {
      const answer = await hunt(query, request);
      if (answer.status !== 200) throw new Error(`expected 200, found ${answer.status}: ${answer.text}`);
      return answer.body.Results ?? answer.body.results;
    },
    async addClient({
      tenant = sample.tenant,
      owner = sample.owner,
      permissions = huntingPermissions,
      registration = {},
    } = {}) {
      const fields = { ...sampleRegistration, displayName: `Application ${++names}`, ...registration };
      const application = await parties.applications.register(
        { ...fields, tenantId: tenant.id, ownerId: owner.id },
        by,
      );
      const applicationId = application.id;
      await parties.licences.grant({ tenantId: tenant.id, applicationId }, by);
      if (permissions.length > 0) await permit(application, permissions);
      for (const { document } of await terms.acceptances.unaccepted(applicationId, clock())) {
        await terms.acceptances.accept({ applicationId, document, acceptedBy: 'test' }, by);
      }
      const { credential, secret } = await parties.credentials.addSecret({ applicationId, displayName: 'secret' }, by);
      const issued = await tokenOf(application, tenant.id, credential.id);
      return { ...{ application, tenant, owner, secret, token: issued }, credentialId: credential.id };
    },
    addTenant: (kind = 'production') =>
      parties.tenants.create({ displayName: `Tenant ${++names}`, domain: `tenant-${names}.example`, kind }, by),
    addOwner: () =>
      parties.owners.create({ displayName: `Owner ${++names}`, email: `owner-${names}@owners.example` }, by),
    async ingest(table, rows) {
      const stream = async function* () {
        for (const row of rows) yield Buffer.from(`${JSON.stringify(row)}\n`);
      };
      const summary = await ingestStream(stream(), { engine: services.engine, clock, table });
      if (summary.ingested !== rows.length) throw new Error(`rows were rejected: ${summary.rejects[0]?.reason}`);
    },
    async audit(query) {
      await gate.audit.flush();
      return operatorHunt(query);
    },
    evidence: async (id) => (await reportControl(id, { records, clock, hunt: operatorHunt })).evidence,
  };
}

function reasonOf(body: unknown): string | null {
  const { code, error } = (body ?? {}) as {
    readonly code?: string;
    readonly error?: string | { readonly details?: readonly { readonly code: string; readonly target: string }[] };
  };
  if (error === undefined) return code ?? null;
  if (typeof error === 'string') return error;
  return error.details?.find((detail) => detail.code === 'Reason')?.target ?? null;
}
