import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewAgreement } from './agreements.js';
import { by, codeOf, day, openPartiesFixture, type PartiesFixture } from './parties.fixture.js';

let fixture: PartiesFixture;
beforeAll(async () => {
  fixture = await openPartiesFixture();
});
afterAll(() => fixture.close());

/** A new application beside the fixture's tenant. */
const between = async () => ({ tenantId: fixture.tenant.id, applicationId: (await fixture.register()).id });

describe('licences', () => {
  test('tell state, reason and time; each change is one that its state allows', async () => {
    const { licences } = fixture.parties;
    const parties = await between();
    expect(await licences.of(parties)).toBeNull();
    expect(await codeOf(licences.revoke(parties, by))).toBe('state-invalid');
    await licences.grant(parties, { actor: 'operator', reason: 'order 7' });
    expect(await licences.of(parties)).toEqual({
      ...{ ...parties, state: 'granted', reason: 'order 7', since: fixture.clock() },
    });
    expect(await codeOf(licences.grant(parties, by))).toBe('state-invalid');
    fixture.advance(5);
    await licences.suspend(parties, { actor: 'operator', reason: 'abuse' });
    expect(await licences.of(parties)).toMatchObject({ state: 'suspended', reason: 'abuse', since: fixture.clock() });
    expect((await fixture.records.events.list()).at(-1)).toMatchObject({
      ...{ kind: 'licence.suspended', subject: parties.applicationId },
      detail: { tenantId: parties.tenantId, reason: 'abuse' },
    });
    await licences.revoke(parties, by);
    await licences.grant(parties, by);
    expect(await licences.list({ applicationId: parties.applicationId })).toHaveLength(1);
    expect(await licences.list({ applicationId: parties.applicationId, state: 'revoked' })).toEqual([]);
  });

  test('are between parties that exist and have not ended', async () => {
    const { licences, applications } = fixture.parties;
    const parties = await between();
    expect(await codeOf(licences.grant({ ...parties, tenantId: randomUUID() }, by))).toBe('tenant-unknown');
    expect(await codeOf(licences.grant({ ...parties, applicationId: 'x' }, by))).toBe('application-unknown');
    await licences.grant(parties, by);
    await applications.terminate(parties.applicationId, by);
    await licences.revoke(parties, by);
    expect(await codeOf(licences.grant(parties, by))).toBe('state-invalid');
  });
});

describe('permissions', () => {
  test('are those of the catalogue, granted by resource', async () => {
    const { permissions } = fixture.parties;
    const { applicationId } = await between();
    const grant = (resource: unknown, permission: string) =>
      codeOf(permissions.grant({ applicationId, resource: resource as 'graph', permission }, by));
    expect(await grant('graph', 'ThreatHunting.Read.All')).toBe('accepted');
    expect(await grant('graph', 'ThreatHunting.Read.All')).toBe('accepted');
    expect(await grant('defender-xdr', 'Incident.Read')).toBe('accepted');
    expect(await grant('graph', 'Incident.Read.All')).toBe('registration-invalid');
    expect(await grant('constructor', 'x')).toBe('registration-invalid');
    expect(await permissions.list(applicationId)).toEqual([
      { resource: 'defender-xdr', permission: 'Incident.Read' },
      { resource: 'graph', permission: 'ThreatHunting.Read.All' },
    ]);
    const revoke = () =>
      codeOf(permissions.revoke({ applicationId, resource: 'defender-xdr', permission: 'Incident.Read' }, by));
    expect([await revoke(), await revoke()]).toEqual(['accepted', 'state-invalid']);
  });
});

describe('table grants', () => {
  test('name tables and columns that exist, in the order of the table', async () => {
    const { tableGrants } = fixture.parties;
    const parties = await between();
    expect(await tableGrants.list(parties)).toEqual([]);
    await tableGrants.grant({ ...parties, table: 'DeviceProcessEvents', columns: ['FileName', 'Timestamp'] }, by);
    await tableGrants.grant({ ...parties, table: 'AlertInfo' }, by);
    expect(await tableGrants.list(parties)).toMatchObject([
      { table: 'AlertInfo', columns: null },
      { table: 'DeviceProcessEvents', columns: ['Timestamp', 'FileName'] },
    ]);
    await expect(tableGrants.grant({ ...parties, table: 'DeviceSecrets' }, by)).rejects.toThrow("'DeviceSecrets'");
    await expect(
      tableGrants.grant({ ...parties, table: 'AlertInfo', columns: ['Title', 'Nope', 'Never'] }, by),
    ).rejects.toThrow(/'Nope'.*'Never'/);
    expect(await codeOf(tableGrants.grant({ ...parties, table: 'AlertInfo', columns: [] }, by))).toBe(
      'registration-invalid',
    );
    expect(await codeOf(tableGrants.grant({ ...parties, table: 'constructor' }, by))).toBe('registration-invalid');
  });

  test('never open all tables by taking the last one back; clearing does, said aloud', async () => {
    const { tableGrants } = fixture.parties;
    const parties = await between();
    await tableGrants.grant({ ...parties, table: 'AlertInfo' }, by);
    expect(await codeOf(tableGrants.revoke({ ...parties, table: 'AlertInfo' }, by))).toBe('state-invalid');
    await tableGrants.grant({ ...parties, table: 'DeviceInfo' }, by);
    await tableGrants.revoke({ ...parties, table: 'AlertInfo' }, by);
    expect(await codeOf(tableGrants.revoke({ ...parties, table: 'AlertInfo' }, by))).toBe('state-invalid');
    expect((await tableGrants.list(parties)).map(({ table }) => table)).toEqual(['DeviceInfo']);
    await tableGrants.clear(parties, by);
    expect(await tableGrants.list(parties)).toEqual([]);
    expect((await fixture.records.events.list()).at(-1)?.kind).toBe('table-grant.cleared');
  });
});

describe('entitlements', () => {
  test('narrow a tenant to products, and never open all by taking the last one back', async () => {
    const { entitlements, tenants } = fixture.parties;
    const { id: tenantId } = await tenants.create({ displayName: 'E', domain: 'entitled.example' }, by);
    expect(await entitlements.list(tenantId)).toEqual([]);
    await entitlements.entitle({ tenantId, product: 'defender-for-office' }, by);
    expect(await codeOf(entitlements.disentitle({ tenantId, product: 'defender-for-office' }, by))).toBe(
      'state-invalid',
    );
    await entitlements.entitle({ tenantId, product: 'defender-for-endpoint' }, by);
    await entitlements.disentitle({ tenantId, product: 'defender-for-office' }, by);
    expect(await entitlements.list(tenantId)).toEqual(['defender-for-endpoint']);
    expect(await codeOf(entitlements.entitle({ tenantId, product: 'No product' }, by))).toBe('registration-invalid');
    await entitlements.clear(tenantId, by);
    expect(await entitlements.list(tenantId)).toEqual([]);
  });
});

describe('agreements', () => {
  const agreement = (fields: Partial<NewAgreement> = {}): NewAgreement => ({
    ...{ name: 'Custom', body: 'Whereas', replacesTerms: true, quotaProfile: null, validUntil: null },
    ...{ validFrom: fixture.clock(), ...fields },
  });

  test("govern from their first to before their last moment; the application's own goes first", async () => {
    const { agreements } = fixture.parties;
    const parties = await between();
    const now = fixture.clock();
    const ofTenant = await agreements.create(agreement({ name: 'Tenant' }), by);
    const own = await agreements.create(
      agreement({ name: 'Own', validFrom: now + day, validUntil: now + 2 * day }),
      by,
    );
    const inForce = async (at: number) => (await agreements.inForce(parties, at))?.name ?? null;
    expect(await inForce(now)).toBeNull();
    await agreements.attach(ofTenant.id, { tenantId: parties.tenantId }, by);
    await agreements.attach(own.id, { applicationId: parties.applicationId }, by);
    expect(await inForce(now - 1)).toBeNull();
    expect(await inForce(now)).toBe('Tenant');
    expect(await inForce(now + day)).toBe('Own');
    expect(await inForce(now + 2 * day - 1)).toBe('Own');
    expect(await inForce(now + 2 * day)).toBe('Tenant');
    await agreements.detach({ applicationId: parties.applicationId }, by);
    await agreements.detach({ tenantId: parties.tenantId }, by);
    expect(await inForce(now + day)).toBeNull();
  });

  test('are refused where they would replace nothing, end before they begin, or name nobody', async () => {
    const { agreements } = fixture.parties;
    const create = (fields: Partial<NewAgreement>) => codeOf(agreements.create(agreement(fields), by));
    expect(await create({ replacesTerms: false, quotaProfile: 'graph' })).toBe('accepted');
    expect(await create({ replacesTerms: false })).toBe('registration-invalid');
    expect(await create({ validUntil: fixture.clock() })).toBe('registration-invalid');
    expect(await create({ body: ' ' })).toBe('registration-invalid');
    expect(await codeOf(agreements.attach(randomUUID(), { tenantId: fixture.tenant.id }, by))).toBe(
      'agreement-unknown',
    );
    const { id } = await agreements.create(agreement(), by);
    expect(await codeOf(agreements.attach(id, { applicationId: randomUUID() }, by))).toBe('application-unknown');
  });
});

describe('labels', () => {
  test('are put on tables and endpoints that can be, and taken off again', async () => {
    const { labels } = fixture.parties;
    const table = { kind: 'table', name: 'IdentityLogonEvents' } as const;
    const route = { kind: 'route', name: 'GET /api/incidents/:id' } as const;
    for (const what of [table, route, table]) await labels.add(what, by);
    expect(await labels.list()).toEqual([route, table]);
    expect(await codeOf(labels.add({ kind: 'table', name: 'Nothing' }, by))).toBe('registration-invalid');
    expect(await codeOf(labels.add({ kind: 'route', name: '/api' }, by))).toBe('registration-invalid');
    await labels.remove(table, by);
    expect(await codeOf(labels.remove(table, by))).toBe('state-invalid');
    expect(await labels.list()).toEqual([route]);
  });
});
