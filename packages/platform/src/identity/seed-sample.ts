// Gives an empty platform what a first session needs: a tenant, an administrator, and an application that may hunt and ingest.

import type { Application, Owner, Person, Registration, Tenant } from '../parties/index.js';
import type { Attribution } from '../records/index.js';
import type { Identity } from './create-identity.js';
import type { ResourceId } from './permission-catalogue.js';

/** Name by which the sample application is found again. */
export const sampleApplicationName = 'Sample application';

/** A complete registration, for the sample and for tests. */
export const sampleRegistration: Registration = {
  displayName: sampleApplicationName,
  homePage: 'https://sample.example/',
  purpose: 'testing',
  dataCategories: ['alerts-and-incidents', 'device-events', 'identity-events', 'email-events'],
  privacyStatementUrl: 'https://sample.example/privacy',
  securityContact: 'security@sample.example',
  redirectUris: [],
  isPublic: false,
  previews: true,
};

/** How the sample is made. */
export interface SeedOptions {
  /** `sandbox` unless told: load tests and test controls are for sandboxes (USE-6). */
  readonly tenantKind?: Tenant['kind'];
  /** What the application may do; hunting, reading incidents and ingest unless told. */
  readonly permissions?: readonly { readonly resource: ResourceId; readonly permission: string }[];
}

const samplePermissions: NonNullable<SeedOptions['permissions']> = [
  { resource: 'defender-xdr', permission: 'AdvancedHunting.Read.All' },
  { resource: 'defender-xdr', permission: 'Incident.Read.All' },
  { resource: 'defender-endpoint', permission: 'AdvancedQuery.Read.All' },
  { resource: 'graph', permission: 'ThreatHunting.Read.All' },
  { resource: 'gamekeeper', permission: 'Ingest.Write' },
];

export interface Sample {
  readonly tenant: Tenant;
  readonly administrator: Person;
  readonly owner: Owner;
  readonly application: Application;
  /** Shown this once; only its hash is kept. */
  readonly secret: string;
}

/**
 * Seeds an empty platform.
 * @example const { tenant, application, secret } = await seedSample(identity);
 */
export async function seedSample(
  { parties }: Identity,
  { tenantKind: kind = 'sandbox', permissions: granted = samplePermissions }: SeedOptions = {},
): Promise<Sample> {
  const by: Attribution = { actor: 'system', reason: 'first start' };
  const { tenants, people, owners, applications, licences, permissions, credentials } = parties;
  const tenant = await tenants.create({ displayName: 'Sample tenant', domain: 'sample.example', kind }, by);
  const administrator = await people.create(
    { tenantId: tenant.id, userName: 'admin@sample.example', displayName: 'Administrator', role: 'administrator' },
    by,
  );
  const owner = await owners.create({ displayName: 'Sample owner', email: 'owner@sample.example' }, by);
  const application = await applications.register(
    { ...sampleRegistration, tenantId: tenant.id, ownerId: owner.id },
    by,
  );
  const applicationId = application.id;
  await licences.grant({ tenantId: tenant.id, applicationId }, by);
  for (const permission of granted) await permissions.grant({ applicationId, ...permission }, by);
  const { secret } = await credentials.addSecret({ applicationId, displayName: 'first secret' }, by);
  return { tenant, administrator, owner, application, secret };
}
