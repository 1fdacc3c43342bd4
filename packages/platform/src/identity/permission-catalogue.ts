// The resources that tokens are asked for, the names they are asked for by, and the permissions each knows (wire contract 1.2, 1.11).

/** Our own name for a resource. */
export type ResourceId = 'defender-xdr' | 'defender-endpoint' | 'graph' | 'gamekeeper';

/** `application`: held by an application itself (`roles`). `delegated`: used on behalf of a signed-in person (`scp`). */
export type PermissionKind = 'application' | 'delegated';

/** Something that consent can be given for. */
export interface Permission {
  readonly name: string;
  /** Where a resource has one name for both kinds, a grant or consent of the name covers both. */
  readonly kinds: readonly PermissionKind[];
  /** What it reaches, as consent pages show it. */
  readonly description: string;
}

export interface Resource {
  readonly id: ResourceId;
  /** As consent pages show it. */
  readonly name: string;
  /** Application id of the resource, also accepted as audience. */
  readonly applicationId: string;
  /** Names accepted as audience, without trailing slash. */
  readonly audiences: readonly string[];
  readonly permissions: readonly Permission[];
}

const application = (name: string, description: string): Permission => ({ name, kinds: ['application'], description });
const delegated = (name: string, description: string): Permission => ({ name, kinds: ['delegated'], description });
const both = (name: string, description: string): Permission => ({
  ...{ name, kinds: ['application', 'delegated'], description },
});

/** A permission whose delegated form has the same name without `.All`. */
const paired = (name: string, description: string): readonly Permission[] => [
  application(`${name}.All`, description),
  delegated(name, `${description} Only while a person is signed in, within what that person may do.`),
];

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
    permissions: [
      ...paired('Incident.Read', 'Reads all incidents with their alerts and evidence.'),
      ...paired('Incident.ReadWrite', 'Reads all incidents, and changes their state, assignment, tags and comments.'),
      ...paired('AdvancedHunting.Read', 'Runs hunting queries over the events of the past 30 days.'),
    ],
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
    permissions: [
      ...paired('AdvancedQuery.Read', 'Runs hunting queries over the events of the past 30 days.'),
      ...paired('Alert.Read', 'Reads all alerts with their evidence.'),
      ...paired('Alert.ReadWrite', 'Reads all alerts, and changes their state, assignment and comments.'),
      ...paired('Machine.Read', 'Reads the inventory of devices.'),
      ...paired('Machine.ReadWrite', 'Reads the inventory of devices, and changes their tags.'),
    ],
  },
  graph: {
    id: 'graph',
    name: 'Microsoft Graph',
    applicationId: '00000003-0000-0000-c000-000000000000',
    audiences: hosts(['graph.microsoft.com', 'graph.microsoft.us', 'dod-graph.microsoft.us']),
    permissions: [
      both('ThreatHunting.Read.All', 'Runs hunting queries over the events of the past 30 days.'),
      both('SecurityIncident.Read.All', 'Reads all incidents with their alerts and evidence.'),
      both('SecurityIncident.ReadWrite.All', 'Reads all incidents, and changes their state, assignment and comments.'),
      both('SecurityAlert.Read.All', 'Reads all alerts with their evidence.'),
      both('SecurityAlert.ReadWrite.All', 'Reads all alerts, and changes their state, assignment and comments.'),
      both('CustomDetection.Read.All', 'Reads all custom detection rules.'),
      both('CustomDetection.ReadWrite.All', 'Reads, creates, changes and deletes custom detection rules.'),
    ],
  },
  gamekeeper: {
    id: 'gamekeeper',
    name: 'Gamekeeper',
    applicationId: '6d1f3c52-9c0e-4c59-8a3b-5a0c2b7f4e11',
    audiences: ['api://gamekeeper'],
    permissions: [
      application('Ingest.Write', 'Stores events in the hunting tables.'),
      both('Terms.Read.All', 'Reads the terms, their acceptances, the consents and the state of every control.'),
      both('Terms.ReadWrite.All', 'Publishes and accepts terms, gives and withdraws consents.'),
      both('Admin.Read.All', 'Reads tenants, owners, people, applications, licences and grants; never a secret.'),
      both(
        'Admin.ReadWrite.All',
        'Registers, changes, suspends and terminates tenants, owners, people and applications.',
      ),
      both('HuntingLibrary.Read.All', 'Reads the stored functions and the shared hunts of the tenant.'),
      both('HuntingLibrary.ReadWrite.All', 'Stores functions for the hunts of the tenant, and saves and shares hunts.'),
      both('Audit.Read.All', 'Reads the audit of all calls of the tenant, with addresses and user names.'),
      both('Confidential.Read.All', 'Reads what is labelled confidential, where another permission reaches it.'),
    ],
  },
};

/**
 * The permission of a resource by its name, or null.
 * @example findPermission('graph', 'ThreatHunting.Read.All')?.kinds // ['application', 'delegated']
 */
export function findPermission(resource: ResourceId, name: string): Permission | null {
  return resources[resource].permissions.find((permission) => permission.name === name) ?? null;
}

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
