import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleRegistration } from '../identity/seed-sample.js';
import { by, codeOf, day, openPartiesFixture, type PartiesFixture } from './parties.fixture.js';

let fixture: PartiesFixture;
beforeAll(async () => {
  fixture = await openPartiesFixture();
});
afterAll(() => fixture.close());

const lastEvent = async () => (await fixture.records.events.list()).at(-1);
const faultsOf = (promise: Promise<unknown>) =>
  promise.then(
    () => [],
    (error) => error.faults.map(({ field }: { field: string }) => field),
  );

describe('tenants', () => {
  test('are found by id and domain, whatever the case, and listed by kind', async () => {
    const { tenants } = fixture.parties;
    const sandbox = await tenants.create({ displayName: 'Try', domain: 'Try.Example', kind: 'sandbox' }, by);
    expect(sandbox).toMatchObject({ domain: 'try.example', kind: 'sandbox', state: 'active', quotaProfile: null });
    expect(await tenants.find('TRY.example')).toEqual(sandbox);
    expect(await tenants.find(sandbox.id.toUpperCase())).toEqual(sandbox);
    expect((await tenants.list({ kind: 'sandbox' })).map(({ id }) => id)).toEqual([sandbox.id]);
    expect((await tenants.list()).map(({ id }) => id)).toContain(fixture.tenant.id);
    expect(await codeOf(tenants.get("x' or 1=1"))).toBe('tenant-unknown');
  });

  test('are refused with every malformed field, and with a domain that another one has', async () => {
    const { tenants } = fixture.parties;
    expect(await faultsOf(tenants.create({ displayName: ' ', domain: 'nodots', kind: 'test' }, by))).toEqual([
      'displayName',
      'domain',
      'kind',
    ]);
    expect(await faultsOf(tenants.create({ displayName: 'Again', domain: 'CONTOSO.example' }, by))).toEqual(['domain']);
  });

  test('leave an event with actor and reason for every change, and none for a refused one', async () => {
    const { tenants } = fixture.parties;
    const { id } = await tenants.create({ displayName: 'Old', domain: 'renamed.example' }, by);
    await tenants.rename(id, 'New', { actor: 'person:1', reason: 'merger' });
    expect(await lastEvent()).toMatchObject({
      ...{ actor: 'person:1', kind: 'tenant.renamed', subject: id, at: fixture.clock() },
      detail: { displayName: 'New', reason: 'merger' },
    });
    const before = (await fixture.records.events.list()).length;
    expect(await codeOf(tenants.rename(id, '\u202Eevil', by))).toBe('registration-invalid');
    expect(await codeOf(tenants.rename(randomUUID(), 'Nobody', by))).toBe('tenant-unknown');
    expect(await fixture.records.events.list()).toHaveLength(before);
    await tenants.setQuotaProfile(id, 'graph', by);
    expect((await tenants.get(id)).quotaProfile).toBe('graph');
    expect(await codeOf(tenants.setQuotaProfile(id, 'Not a name', by))).toBe('registration-invalid');
    await tenants.setQuotaProfile(id, null, by);
    expect(await tenants.get(id)).toMatchObject({ displayName: 'New', quotaProfile: null });
  });
});

describe('states', () => {
  test.each(['tenant', 'owner', 'person', 'application'] as const)(
    'of a %s: suspended, resumed, terminated for good',
    async (noun) => {
      const { parties, tenant, register } = fixture;
      const unique = `${noun}-${randomUUID()}`;
      const make = {
        tenant: () => parties.tenants.create({ displayName: 'T', domain: `${unique}.example` }, by),
        owner: () => parties.owners.create({ displayName: 'O', email: 'o@fabrikam.example' }, by),
        person: () =>
          parties.people.create(
            { tenantId: tenant.id, userName: `${unique}@contoso.example`, displayName: 'P', role: 'user' },
            by,
          ),
        application: () => register(),
      };
      const { id } = await make[noun]();
      const group = {
        ...parties,
        tenant: parties.tenants,
        owner: parties.owners,
        person: parties.people,
        application: parties.applications,
      }[noun];
      const state = async () => (await group.get(id)).state;
      expect(await codeOf(group.resume(id, by))).toBe('state-invalid');
      await group.suspend(id, { actor: 'operator', reason: 'unpaid' });
      expect(await state()).toBe('suspended');
      expect(await lastEvent()).toMatchObject({ kind: `${noun}.suspended`, subject: id, detail: { reason: 'unpaid' } });
      expect(await codeOf(group.suspend(id, by))).toBe('state-invalid');
      await group.resume(id, by);
      expect(await state()).toBe('active');
      await group.terminate(id, by);
      expect(await state()).toBe('terminated');
      for (const change of [group.resume, group.suspend, group.terminate]) {
        expect(await codeOf(change(id, by))).toBe('state-invalid');
      }
      expect(await codeOf(group.suspend(randomUUID(), by))).toBe(`${noun}-unknown`);
      expect(await codeOf(group.suspend('nonsense', by))).toBe(`${noun}-unknown`);
    },
  );
});

describe('owners', () => {
  test('are updated field by field', async () => {
    const { owners } = fixture.parties;
    const { id } = await owners.create({ displayName: 'Adatum', email: 'Ops@Adatum.example' }, by);
    expect(await owners.update(id, { displayName: 'Adatum AG' }, by)).toMatchObject({
      ...{ displayName: 'Adatum AG', email: 'ops@adatum.example', webhookUrl: null },
    });
    expect(await faultsOf(owners.update(id, { email: 'nobody' }, by))).toEqual(['email']);
    expect(await faultsOf(owners.create({ email: 7 }, by))).toEqual(['displayName', 'email']);
    await owners.terminate(id, by);
    expect(await codeOf(owners.update(id, { displayName: 'Back' }, by))).toBe('state-invalid');
    expect((await owners.list({ state: 'terminated' })).map((owner) => owner.id)).toContain(id);
  });
});

describe('people', () => {
  test('belong to a tenant or to none, and to a user name that nobody else has', async () => {
    const { parties, tenant } = fixture;
    const fields = { userName: 'Ada@Contoso.example', displayName: 'Ada', role: 'administrator' } as const;
    const ada = await parties.people.create({ ...fields, tenantId: tenant.id }, by);
    const operator = await parties.people.create({ ...fields, userName: 'root@platform.example', tenantId: null }, by);
    expect(await parties.people.find('ADA@contoso.example')).toEqual(ada);
    expect(await parties.people.list({ tenantId: null })).toEqual([operator]);
    expect(await parties.people.list({ tenantId: 'nonsense' })).toEqual([]);
    expect(await faultsOf(parties.people.create({ ...fields, tenantId: tenant.id }, by))).toEqual(['userName']);
    expect(
      await codeOf(parties.people.create({ ...fields, userName: 'b@x.example', tenantId: randomUUID() }, by)),
    ).toBe('tenant-unknown');
    expect(await faultsOf(parties.people.create({ ...fields, userName: 'c@x.example' }, by))).toEqual(['tenantId']);
    expect(await parties.people.update(ada.id, { role: 'user' }, by)).toEqual({ ...ada, role: 'user' });
    expect(await faultsOf(parties.people.update(ada.id, { role: 'god' }, by))).toEqual(['role']);
  });
});

describe('standing: an application acts for a tenant only while', () => {
  test('it, its owner, both tenants and the licence are active, and its registration is attested', async () => {
    const { parties, tenant, clock, advance } = fixture;
    const { tenants, owners, applications, licences } = parties;
    const home = await tenants.create({ displayName: 'Vendor', domain: 'vendor.example' }, by);
    const owner = await owners.create({ displayName: 'Vendor', email: 'v@vendor.example' }, by);
    const { id: applicationId } = await applications.register(
      { ...sampleRegistration, tenantId: home.id, ownerId: owner.id },
      by,
    );
    const between = { tenantId: tenant.id, applicationId };
    const standing = () => codeOf(parties.requireStanding(between));
    expect(await parties.standing({ tenantId: tenant.id, applicationId: randomUUID() })).toBeNull();
    expect(await standing()).toBe('application-unknown');
    await licences.grant(between, by);
    expect(await standing()).toBe('accepted');
    expect(await codeOf(parties.requireStanding({ tenantId: home.id, applicationId }))).toBe('application-unknown');
    expect(await codeOf(parties.requireStanding({ tenantId: randomUUID(), applicationId }))).toBe(
      'application-unknown',
    );
    const suspensions = [
      [tenants, tenant.id, 'tenant-inactive'],
      [tenants, home.id, 'application-inactive'],
      [owners, owner.id, 'application-inactive'],
      [applications, applicationId, 'application-inactive'],
    ] as const;
    for (const [group, id, code] of suspensions) {
      await group.suspend(id, by);
      expect(await standing()).toBe(code);
      await group.resume(id, by);
      expect(await standing()).toBe('accepted');
    }
    await licences.suspend(between, by);
    expect(await standing()).toBe('licence-inactive');
    await licences.grant(between, by);
    const { lapsesAt } = applications.attestation(await applications.get(applicationId));
    expect(lapsesAt).toBe(clock() + 194 * day);
    advance(194 * day - 1);
    expect(await standing()).toBe('accepted');
    advance(1);
    expect(await standing()).toBe('attestation-lapsed');
    await applications.attest(applicationId, by);
    expect(await standing()).toBe('accepted');
    await licences.revoke(between, by);
    expect(await standing()).toBe('application-unknown');
  });
});
