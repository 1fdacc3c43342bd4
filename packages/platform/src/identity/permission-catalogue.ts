// The resources that tokens are asked for, the names they are asked for by, and the roles each knows (wire contract 1.2, 1.11).

/** Our own name for a resource. */
export type ResourceId = 'defender-xdr' | 'defender-endpoint' | 'graph' | 'gamekeeper';

export interface Resource {
  readonly id: ResourceId;
  /** As consent pages show it. */
  readonly name: string;
  /** Application id of the resource, also accepted as audience. */
  readonly applicationId: string;
  /** Names accepted as audience, without trailing slash. */
  readonly audiences: readonly string[];
  /** Application roles. */
  readonly roles: readonly string[];
}

const hosts = (names: readonly string[]): readonly string[] => names.map((name) => `https://${name}`);

export const resources: Readonly<Record<ResourceId, Resource>> = {
  'defender-xdr': {
    id: 'defender-xdr',
    name: 'Microsoft Threat Protection',
    applicationId: '8ee8fdad-f234-4243-8f3b-15c294843740',
    audiences: hosts([
      'api.security.microsoft.com',
      ...['us', 'eu', 'uk', 'au', 'swa', 'ina', 'aea'].map((region) => `${region}.api.security.microsoft.com`),
      ...['us', 'eu', 'uk'].map((region) => `api-${region}.security.microsoft.com`),
      'api-gcc.security.microsoft.us',
      'api-gov.security.microsoft.us',
    ]),
    roles: ['Incident.Read.All', 'Incident.ReadWrite.All', 'AdvancedHunting.Read.All'],
  },
  'defender-endpoint': {
    id: 'defender-endpoint',
    name: 'WindowsDefenderATP',
    applicationId: 'fc780465-2017-40d4-a0c5-307022471b92',
    audiences: [
      ...hosts([
        'api.securitycenter.microsoft.com',
        'api.securitycenter.windows.com',
        ...['us', 'eu', 'uk'].map((region) => `api-${region}.securitycenter.microsoft.com`),
        'api-gcc.securitycenter.microsoft.us',
        'api-gov.securitycenter.microsoft.us',
      ]),
      'https://securitycenter.onmicrosoft.com/windowsatpservice',
    ],
    roles: [
      'AdvancedQuery.Read.All',
      'Alert.Read.All',
      'Alert.ReadWrite.All',
      'Machine.Read.All',
      'Machine.ReadWrite.All',
    ],
  },
  graph: {
    id: 'graph',
    name: 'Microsoft Graph',
    applicationId: '00000003-0000-0000-c000-000000000000',
    audiences: hosts(['graph.microsoft.com', 'graph.microsoft.us', 'dod-graph.microsoft.us']),
    roles: [
      'ThreatHunting.Read.All',
      'SecurityIncident.Read.All',
      'SecurityIncident.ReadWrite.All',
      'SecurityAlert.Read.All',
      'SecurityAlert.ReadWrite.All',
      'CustomDetection.Read.All',
      'CustomDetection.ReadWrite.All',
    ],
  },
  gamekeeper: {
    id: 'gamekeeper',
    name: 'Gamekeeper',
    applicationId: '6d1f3c52-9c0e-4c59-8a3b-5a0c2b7f4e11',
    audiences: ['api://gamekeeper'],
    roles: ['Ingest.Write'],
  },
};

/** A name that a token was asked for, kept as written, and the resources it opens. */
export interface Audience {
  readonly requested: string;
  readonly resources: readonly ResourceId[];
}

const allResources = Object.keys(resources) as ResourceId[];
const byName = new Map<string, ResourceId>(
  Object.values(resources).flatMap(({ id, applicationId, audiences }) =>
    [applicationId, `api://${applicationId}`, ...audiences].map((name) => [name, id] as const),
  ),
);

/**
 * Resolves a requested audience. A URL of one of this server's own hosts opens every resource, because this server
 * stands for all of them.
 * @example resolveAudience('https://graph.microsoft.com/', () => false)?.resources // ['graph']
 */
export function resolveAudience(requested: string, isOwnHost: (hostname: string) => boolean): Audience | null {
  const known = byName.get(normalise(requested));
  if (known !== undefined) return { requested, resources: [known] };
  const host = hostOf(requested);
  return host !== null && isOwnHost(host) ? { requested, resources: allResources } : null;
}

function normalise(name: string): string {
  return name
    .toLowerCase()
    .replace(/^http:/, 'https:')
    .replace(/\/+$/, '');
}

function hostOf(name: string): string | null {
  if (!/^https?:\/\//i.test(name)) return null;
  return URL.canParse(name) ? new URL(name).hostname : null;
}
