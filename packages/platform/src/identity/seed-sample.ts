// Gives an empty platform what a first session needs: a tenant, an administrator and an application that may hunt and ingest.

import type { Identity } from './create-identity.js';
import type { ResourceId } from './permission-catalogue.js';
import type { Administrator, Application, Tenant } from './registry.js';

/** Name by which the sample application is found again. */
export const sampleApplicationName = 'Sample application';

const sampleRoles: readonly { readonly resource: ResourceId; readonly role: string }[] = [
  { resource: 'defender-xdr', role: 'AdvancedHunting.Read.All' },
  { resource: 'defender-xdr', role: 'Incident.Read.All' },
  { resource: 'defender-endpoint', role: 'AdvancedQuery.Read.All' },
  { resource: 'graph', role: 'ThreatHunting.Read.All' },
  { resource: 'gamekeeper', role: 'Ingest.Write' },
];

export interface Sample {
  readonly tenant: Tenant;
  readonly administrator: Administrator;
  readonly application: Application;
  /** Shown this once; only its hash is kept. */
  readonly secret: string;
}

/**
 * Seeds an empty platform.
 * @example const { tenant, application, secret } = await seedSample(identity);
 */
export async function seedSample(identity: Identity): Promise<Sample> {
  const by = { actor: 'system', reason: 'first start' };
  const { registry } = identity;
  const tenant = await registry.createTenant({ displayName: 'Sample tenant', domain: 'sample.example' }, by);
  const administrator = await registry.createAdministrator(
    { tenantId: tenant.id, userName: 'admin@sample.example', displayName: 'Administrator' },
    by,
  );
  const application = await registry.createApplication({ tenantId: tenant.id, displayName: sampleApplicationName }, by);
  for (const { resource, role } of sampleRoles) {
    await registry.grant({ applicationId: application.id, resource, role }, by);
  }
  const { secret } = await registry.addSecret({ applicationId: application.id, displayName: 'first secret' }, by);
  return { tenant, administrator, application, secret };
}
