import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleRegistration } from '../identity/seed-sample.js';
import { attestationState } from './attestation.js';
import { by, codeOf, day, openPartiesFixture, type PartiesFixture } from './parties.fixture.js';
import { defaultPartySettings } from './party-settings.js';
import { readRegistration } from './registration.js';

const faults = (fields: object): readonly string[] => {
  try {
    readRegistration({ ...sampleRegistration, ...fields });
    return [];
  } catch (error) {
    return (error as { faults: { field: string }[] }).faults.map(({ field }) => field);
  }
};

describe('a registration', () => {
  test('without any field is refused naming all of them, with what was expected and found', () => {
    expect(() => readRegistration({})).toThrow(
      /^application: displayName: expected 1 to 120 characters on one line, found nothing; homePage: expected an https URL .* purpose: expected one of siem-integration, .* dataCategories: .*privacyStatementUrl: .*securityContact: /,
    );
  });

  test('that is complete passes, with defaults for what may be left out', () => {
    const { redirectUris: _, isPublic: __, previews: ___, ...required } = sampleRegistration;
    expect(readRegistration(required)).toEqual({ ...required, redirectUris: [], isPublic: false, previews: false });
  });

  test('with fields that there are not is refused naming them', () => {
    expect(faults({ colour: 'blue', constructor: 1, homePage: '' })).toEqual(['homePage', 'colour', 'constructor']);
  });

  test.each([
    ['homePage', 'https://fabrikam.example/app?x=1', 'http://fabrikam.example/'],
    ['homePage', 'http://localhost:8080/', 'ftp://localhost/'],
    ['homePage', 'http://127.0.0.1/', 'http://127.0.0.1.evil.example/'],
    ['privacyStatementUrl', 'https://fabrikam.example/privacy', 'javascript:alert(1)'],
    ['privacyStatementUrl', 'https://fabrikam.example/', 'https://user:word@fabrikam.example/'],
    ['homePage', 'https://fabrikam.example/a@b', 'https://fabrikam.example\\@evil.example/'],
    ['homePage', 'HTTPS://fabrikam.example', 'https:fabrikam.example'],
    ['securityContact', 'sec@fabrikam.example', 'sec@fabrikam'],
    ['securityContact', 'https://fabrikam.example/report', 'http://localhost/report'],
    ['displayName', 'Jäger 🦌', 'Two\nlines'],
    ['displayName', 'x'.repeat(120), 'x'.repeat(121)],
    ['displayName', 'نام', '\u202Egnp.exe'],
    ['purpose', 'reporting', 'toString'],
    ['dataCategories', ['device-events'], []],
    ['dataCategories', ['email-events', 'device-events'], ['device-events', 'everything']],
    ['redirectUris', ['http://localhost/back', 'https://fabrikam.example/back'], ['com.example.app:/back']],
    ['isPublic', false, 'no'],
  ])('%s: %j passes, %j does not', (field, passes, fails) => {
    expect(faults({ [field]: passes })).toEqual([]);
    expect(faults({ [field]: fails }).map((name) => name.replace(/\[\d+\]$/, ''))).toEqual([field]);
    expect(faults({ [field]: null }).length).toBe(1);
  });

  test('of a public client may name a private scheme, but no scheme that a browser runs', () => {
    const uris = (...redirectUris: unknown[]) => faults({ isPublic: true, redirectUris });
    expect(uris('com.example.app:/signed-in', 'http://127.0.0.1/')).toEqual([]);
    expect(uris('https://fabrikam.example/#here', 'javascript:alert(1)', 'data:text/html,x', 7)).toEqual([
      ...['redirectUris[0]', 'redirectUris[1]', 'redirectUris[2]', 'redirectUris[3]'],
    ]);
  });

  test.each(['https://me:hunter2@fabrikam.example', 'https:me:hunter2@fabrikam.example', '//me:hunter2@x'])(
    'tells no password in its refusal of %s',
    (homePage) => {
      expect(() => readRegistration({ ...sampleRegistration, homePage })).toThrow(
        /^application: homePage: expected an https URL .*, found a URL with a user name or password$/,
      );
    },
  );

  test('of anything at all is refused as such, or passes and then passes again unchanged', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.webUrl(),
      fc.emailAddress(),
      fc.array(fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom('device-events', '__proto__'))),
    );
    const fields = Object.fromEntries(
      Object.entries(sampleRegistration).map(([field, usual]) => [field, fc.oneof(fc.constant(usual), value)]),
    );
    let passed = 0;
    fc.assert(
      fc.property(fc.record(fields, { requiredKeys: [] }), (input) => {
        try {
          const registration = readRegistration(input);
          passed += 1;
          expect(readRegistration(registration)).toEqual(registration);
        } catch (error) {
          expect(error).toMatchObject({ name: 'IdentityError', code: 'registration-invalid' });
        }
      }),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(0);
  });
});

describe('the state of an attestation', () => {
  const state = (age: number) => attestationState(0, age, defaultPartySettings).standing;
  test('changes at the notice, when due and past grace, to the millisecond', () => {
    expect([0, 150 * day - 1, 150 * day, 180 * day - 1].map(state)).toEqual([
      ...['current', 'current', 'due-soon', 'due-soon'],
    ]);
    expect([180 * day, 194 * day - 1, 194 * day].map(state)).toEqual(['overdue', 'overdue', 'lapsed']);
    expect(attestationState(5, 5, defaultPartySettings)).toMatchObject({
      ...{ dueAt: 180 * day + 5, lapsesAt: 194 * day + 5, noticesAt: [150 * day + 5, 173 * day + 5] },
    });
  });

  test('only ever gets worse with time, and is as at first after each attestation', () => {
    const order = ['current', 'due-soon', 'overdue', 'lapsed'];
    const span = fc.integer({ min: 0, max: 400 * day });
    const settings = fc.record({
      ...{ attestationInterval: span, attestationGrace: span, attestationNotices: fc.array(span, { maxLength: 3 }) },
    });
    fc.assert(
      fc.property(settings, span, span, span, (given, attestedAt, a, b) => {
        const at = (age: number) => order.indexOf(attestationState(attestedAt, attestedAt + age, given).standing);
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
        expect(at(a)).toBe(order.indexOf(attestationState(0, a, given).standing));
      }),
    );
  });
});

describe('applications', () => {
  let fixture: PartiesFixture;
  beforeAll(async () => {
    fixture = await openPartiesFixture();
  });
  afterAll(() => fixture.close());

  test('belong to a tenant and an owner that have not ended', async () => {
    const { parties, tenant, owner } = fixture;
    const register = (ids: object) =>
      codeOf(
        parties.applications.register({ ...sampleRegistration, tenantId: tenant.id, ownerId: owner.id, ...ids }, by),
      );
    expect(await register({})).toBe('accepted');
    expect(await register({ ownerId: randomUUID() })).toBe('owner-unknown');
    expect(await register({ tenantId: randomUUID() })).toBe('tenant-unknown');
    await expect(parties.applications.register({ purpose: 'testing' }, by)).rejects.toThrow(
      /tenantId: expected an id \(GUID\), found nothing; ownerId: .*; displayName: .*; privacyStatementUrl: /,
    );
    const gone = await parties.owners.create({ displayName: 'Gone', email: 'gone@fabrikam.example' }, by);
    await parties.owners.terminate(gone.id, by);
    expect(await register({ ownerId: gone.id })).toBe('state-invalid');
  });

  test('keep what an update does not name, and refuse an update that would be malformed', async () => {
    const { applications } = fixture.parties;
    const before = await fixture.register({ displayName: 'Before', redirectUris: ['https://fabrikam.example/a'] });
    const after = await applications.update(before.id, { displayName: 'After', previews: true }, by);
    expect(after).toEqual({ ...before, displayName: 'After', previews: true });
    expect(await applications.find(before.id)).toEqual(after);
    expect(await codeOf(applications.update(before.id, { homePage: '' }, by))).toBe('registration-invalid');
    await applications.terminate(before.id, by);
    expect(await codeOf(applications.update(before.id, { displayName: 'Again' }, by))).toBe('state-invalid');
    expect(await codeOf(applications.attest(before.id, by))).toBe('state-invalid');
  });

  test('become public only without a live credential, and then take none', async () => {
    const { applications, credentials } = fixture.parties;
    const { id } = await fixture.register();
    const { credential } = await credentials.addSecret({ applicationId: id, displayName: 's' }, by);
    expect(await codeOf(applications.update(id, { isPublic: true }, by))).toBe('state-invalid');
    await credentials.revoke(credential.id, by);
    expect((await applications.update(id, { isPublic: true }, by)).isPublic).toBe(true);
    expect(await codeOf(credentials.addSecret({ applicationId: id, displayName: 's' }, by))).toBe('state-invalid');
  });

  test('are listed by what is asked, the attestation declared with what was true then', async () => {
    const { parties, tenant, owner, records, advance } = fixture;
    const { applications } = parties;
    const research = await fixture.register({ purpose: 'research' });
    expect(await applications.list({ purpose: 'research', tenantId: tenant.id, ownerId: owner.id })).toEqual([
      research,
    ]);
    expect(await applications.list({ tenantId: randomUUID() })).toEqual([]);
    expect(await applications.list({ ownerId: "'" })).toEqual([]);
    advance(151 * day);
    const [due] = await applications.list({ purpose: 'research', attestation: 'due-soon' });
    expect(due?.id).toBe(research.id);
    await applications.attest(research.id, { actor: 'person:ada', reason: 'yearly' });
    expect((await records.events.list()).at(-1)).toMatchObject({
      ...{ actor: 'person:ada', kind: 'application.attested', subject: research.id },
      detail: { purpose: 'research', homePage: sampleRegistration.homePage },
    });
    expect(await applications.list({ purpose: 'research', attestation: 'due-soon' })).toEqual([]);
  });
});
