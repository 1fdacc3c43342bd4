// A server with incidents in two tenants, and tokens that open every endpoint of them.

import type { NewAlert, ResourceId, Tenant } from '@gamekeeper/platform';
import { sampleRegistration } from '@gamekeeper/platform';
import { startTestServer, type TestServer } from './start-test-server.js';

const by = { actor: 'test', reason: 'shown by a test' };

export interface CaseAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of several wires are compared, not typed.
  readonly body: any;
}

export interface CaseServer extends TestServer {
  /** An application of a tenant by its token. */
  send(method: string, path: string, token: string, body?: unknown, headers?: object): Promise<CaseAnswer>;
  get(path: string, token: string, headers?: object): Promise<CaseAnswer>;
  readonly first: CaseTenant;
  readonly second: CaseTenant;
}

/** A tenant with an application that may do everything here. */
export interface CaseTenant {
  readonly id: string;
  /** As the wires call who commented. */
  readonly actorName: string;
  readonly tokens: Readonly<Record<ResourceId, string>>;
}

const permissions: readonly { readonly resource: ResourceId; readonly permission: string }[] = [
  ...['Incident.Read.All', 'Incident.ReadWrite.All'].map((permission) => ({
    ...{ resource: 'defender-xdr' as const, permission },
  })),
  ...['Alert.Read.All', 'Alert.ReadWrite.All', 'Machine.Read.All'].map((permission) => ({
    ...{ resource: 'defender-endpoint' as const, permission },
  })),
  ...['SecurityIncident', 'SecurityAlert'].map((name) => ({
    ...{ resource: 'graph' as const, permission: `${name}.ReadWrite.All` },
  })),
  { resource: 'graph', permission: 'ThreatHunting.Read.All' },
];

/** An alert of an endpoint, of one's own choosing where `more` says so. */
export const newAlert = (key: string, more: Partial<NewAlert> = {}): NewAlert => ({
  deduplicationKey: key,
  title: `Alert ${key}`,
  category: 'Execution',
  severity: 'medium',
  serviceSource: 'microsoftDefenderForEndpoint',
  detectionSource: 'customDetection',
  mitreTechniques: ['T1059.001'],
  firstActivityAt: Date.parse('2025-12-31T20:00:00Z'),
  lastActivityAt: Date.parse('2025-12-31T21:00:00.5Z'),
  evidence: [],
  ...more,
});

/** @example const server = await startCaseServer(); await server.get('/v1.0/security/incidents', server.first.tokens.graph) */
export async function startCaseServer(): Promise<CaseServer> {
  const server = await startTestServer();
  const { platform, sample, url } = server;
  const { identity, terms } = platform;
  const { parties } = identity;

  async function caseTenant(tenant: Tenant, name: string): Promise<CaseTenant> {
    // These tests ask more often than the quotas allow; the quotas have tests of their own.
    await parties.tenants.setQuotaProfile(tenant.id, 'unlimited', by);
    const fields = { ...sampleRegistration, displayName: name };
    const application = await parties.applications.register(
      { ...fields, tenantId: tenant.id, ownerId: sample.owner.id },
      by,
    );
    const applicationId = application.id;
    await parties.licences.grant({ tenantId: tenant.id, applicationId }, by);
    for (const permission of permissions) await parties.permissions.grant({ applicationId, ...permission }, by);
    const consent = { tenantId: tenant.id, applicationId, permissions, givenBy: 'test' };
    await terms.consents.give({ ...consent, method: 'command-line' }, by);
    for (const { document } of await terms.acceptances.unaccepted(applicationId, server.now()))
      await terms.acceptances.accept({ applicationId, document, acceptedBy: 'test' }, by);
    const issue = async (resource: string) => {
      const audience = identity.resolveAudience(resource);
      if (audience === null) throw new Error(`no resource ${resource}`);
      const request = { application, credentialId: null, proof: 'secret', audience, origin: url } as const;
      return (await identity.issueToken(request)).token;
    };
    const tokens = {
      'defender-xdr': await issue('https://api.security.microsoft.com'),
      'defender-endpoint': await issue('https://api.securitycenter.microsoft.com'),
      graph: await issue('https://graph.microsoft.com'),
      gamekeeper: await issue(url),
    };
    return { id: tenant.id, actorName: `API-App:${name}`, tokens };
  }

  async function send(method: string, path: string, token: string, body?: unknown, headers: object = {}) {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  }

  const kind = 'sandbox' as const;
  const other = await parties.tenants.create({ displayName: 'Other', domain: 'other.example', kind }, by);
  const fixture = {
    send,
    get: (path: string, token: string, headers?: object) => send('GET', path, token, undefined, headers),
    first: await caseTenant(sample.tenant, 'Case Worker'),
    second: await caseTenant(other, 'Stranger'),
  };
  return { ...server, ...fixture };
}
