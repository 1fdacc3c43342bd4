import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../records/canonical-json.js';
import { hashText } from '../hash-text.js';
import { by, day, openTermsFixture, type TermsFixture } from '../terms.fixture.js';
import type { ConsentPermission } from './consent.js';

const hunting: ConsentPermission = { resource: 'graph', permission: 'ThreatHunting.Read.All' };
const incidents: ConsentPermission = { resource: 'defender-xdr', permission: 'Incident.Read.All' };
const person = { givenBy: 'person:7', method: 'consent-page', sourceAddress: '192.0.2.7' } as const;

let fixture: TermsFixture;
let tenantId: string;
beforeAll(async () => {
  fixture = await openTermsFixture();
  ({ tenantId } = fixture);
});
afterAll(() => fixture.close());

describe('giving', () => {
  test('DAT-1: each permission gets a consent of its own, live at once, with an event', async () => {
    const { terms, records } = fixture;
    const applicationId = await fixture.addApplication();
    expect(await terms.consents.live(tenantId, applicationId)).toEqual([]);
    const given = await terms.consents.give(
      { tenantId, applicationId, permissions: [hunting, incidents, hunting], ...person },
      by,
    );
    expect(given.map(({ permission, version }) => [permission, version])).toEqual([
      ['Incident.Read.All', 1],
      ['ThreatHunting.Read.All', 1],
    ]);
    expect(await terms.consents.live(tenantId, applicationId)).toEqual(given);
    const event = (await records.events.list()).at(-1);
    expect(event).toMatchObject({ kind: 'consent.given', subject: applicationId, actor: 'operator' });
  });

  test('what the operator did not grant, or nobody knows, is refused by name; nothing of the request is kept', async () => {
    const { consents } = fixture.terms;
    const applicationId = await fixture.addApplication();
    for (const foreign of [
      { resource: 'graph', permission: 'SecurityIncident.Read.All' },
      { resource: 'graph', permission: 'Incident.Read.All' },
      { resource: 'moon', permission: 'Rocks.Read' },
      { resource: '__proto__', permission: 'constructor' },
    ]) {
      const request = { tenantId, applicationId, permissions: [hunting, foreign], ...person };
      await expect(consents.give(request, by)).rejects.toMatchObject({
        code: 'permission-not-granted',
        message: expect.stringContaining(`${foreign.permission} of ${foreign.resource}`),
      });
    }
    await expect(consents.give({ tenantId, applicationId, permissions: [], ...person }, by)).rejects.toMatchObject({
      code: 'permission-not-granted',
    });
    expect(await consents.list({ applicationId })).toEqual([]);
  });

  test('unknown tenants and applications are refused', async () => {
    const { consents } = fixture.terms;
    const applicationId = await fixture.addApplication();
    const permissions = [hunting];
    for (const unknown of ['00000000-0000-4000-8000-000000000000', "' or true --"]) {
      await expect(
        consents.give({ tenantId: unknown, applicationId, permissions, ...person }, by),
      ).rejects.toMatchObject({ code: 'tenant-unknown' });
      await expect(
        consents.give({ tenantId, applicationId: unknown, permissions, ...person }, by),
      ).rejects.toMatchObject({ code: 'application-unknown' });
    }
  });

  test('consenting again supersedes, and the older consent is kept', async () => {
    const { consents } = fixture.terms;
    const applicationId = await fixture.addApplication();
    const request = { tenantId, applicationId, permissions: [hunting], ...person };
    const [first] = await consents.give(request, by);
    fixture.advance(1000);
    const [second] = await consents.give(request, by);
    expect(second?.version).toBe(2);
    expect(await consents.live(tenantId, applicationId)).toEqual([second]);
    const all = await consents.list({ tenantId, applicationId });
    expect(all.find(({ id }) => id === first?.id)).toMatchObject({
      ...{ supersededBy: second?.id, withdrawnAt: fixture.clock(), withdrawnBy: 'person:7' },
    });
  });

  test('a consent with an end counts up to it and not after', async () => {
    const { consents } = fixture.terms;
    const applicationId = await fixture.addApplication();
    const validUntil = fixture.clock() + day;
    const request = { tenantId, applicationId, permissions: [hunting], ...person };
    await consents.give({ ...request, validUntil }, by);
    fixture.advance(day - 1);
    expect(await consents.live(tenantId, applicationId)).toHaveLength(1);
    fixture.advance(1);
    expect(await consents.live(tenantId, applicationId)).toEqual([]);
    await expect(consents.give({ ...request, validUntil }, by)).rejects.toMatchObject({ code: 'validity-past' });
    await consents.give(request, by);
    expect(await consents.live(tenantId, applicationId)).toHaveLength(1);
  });

  test('an application that changed since it was shown must be shown again', async () => {
    const { terms, records } = fixture;
    const applicationId = await fixture.addApplication();
    const request = { tenantId, applicationId, permissions: [hunting] };
    const shown = await terms.consents.notice(request);
    await terms.consents.give({ ...request, ...person, noticeHash: shown.hash }, by);
    await records.db
      .updateTable('application')
      .set({ privacy_statement_url: 'https://fabrikam.example/other' })
      .where('id', '=', applicationId)
      .execute();
    await expect(terms.consents.give({ ...request, ...person, noticeHash: shown.hash }, by)).rejects.toMatchObject({
      code: 'notice-changed',
    });
    const again = await terms.consents.notice(request);
    await terms.consents.give({ ...request, ...person, noticeHash: again.hash }, by);
  });

  test('a permission can be consented to by two administrators at once; one of them stands', async () => {
    const { consents } = fixture.terms;
    const applicationId = await fixture.addApplication();
    const request = { tenantId, applicationId, permissions: [hunting], ...person };
    await Promise.all([consents.give(request, by), consents.give(request, by)]);
    expect((await consents.live(tenantId, applicationId)).map(({ version }) => version)).toEqual([2]);
  });
});

describe('withdrawing', () => {
  test('counts at once, leaves the others, and is kept', async () => {
    const { consents } = fixture.terms;
    const applicationId = await fixture.addApplication();
    await consents.give({ tenantId, applicationId, permissions: [hunting, incidents], ...person }, by);
    const [withdrawn] = await consents.withdraw({ tenantId, applicationId, ...hunting }, by);
    expect(withdrawn).toMatchObject({ ...hunting, withdrawnBy: 'operator', withdrawnAt: fixture.clock() });
    expect((await consents.live(tenantId, applicationId)).map(({ permission }) => permission)).toEqual([
      'Incident.Read.All',
    ]);
    await expect(consents.withdraw({ tenantId, applicationId, ...hunting }, by)).rejects.toMatchObject({
      code: 'consent-unknown',
    });
    await consents.withdraw({ tenantId, applicationId }, by);
    expect(await consents.live(tenantId, applicationId)).toEqual([]);
    expect(await consents.list({ applicationId })).toHaveLength(2);
  });

  test('one consent by its id, of one tenant only', async () => {
    const { consents } = fixture.terms;
    const [one, other] = [await fixture.addApplication(), await fixture.addApplication()];
    const [given] = await consents.give({ tenantId, applicationId: one, permissions: [hunting], ...person }, by);
    await consents.give({ tenantId, applicationId: other, permissions: [hunting], ...person }, by);
    await consents.withdraw({ id: given?.id ?? '' }, by);
    expect(await consents.live(tenantId, one)).toEqual([]);
    expect(await consents.live(tenantId, other)).toHaveLength(1);
    await expect(consents.withdraw({ id: 'no id' }, by)).rejects.toMatchObject({ code: 'consent-unknown' });
  });
});

describe('the receipt', () => {
  test('holds the fields of ISO/IEC TS 27560 and the same text every time', async () => {
    const { terms, records } = fixture;
    const applicationId = await fixture.addApplication();
    await records.db
      .insertInto('table_grant')
      .values(
        ['DeviceProcessEvents', 'AlertInfo'].map((table_name) => ({
          ...{ tenant_id: tenantId, application_id: applicationId, table_name, columns: null, granted_at: 0 },
        })),
      )
      .execute();
    const request = { tenantId, applicationId, permissions: [hunting, incidents] };
    const notice = await terms.consents.notice(request);
    const given = await terms.consents.give({ ...request, ...person, validUntil: fixture.clock() + day }, by);
    const [, huntingConsent] = given;
    const { receipt, text, hash } = await terms.consents.receipt(huntingConsent?.id ?? '');
    expect(receipt).toMatchObject({
      ...{ receipt_id: huntingConsent?.id, record_version: 1, pii_principal_id: tenantId },
      pii_processing: {
        privacy_notice: { url: 'https://fabrikam.example/privacy', revision: '1', hash: notice.hash },
        purposes: [
          {
            ...{ purpose: 'threat-hunting', lawful_basis: 'consent', pii_information: [{ pii_type: 'events' }] },
            ...{ storage_locations: ['CH'], jurisdiction: 'CH', pii_controllers: [tenantId] },
            ...{ permission: 'ThreatHunting.Read.All', tables: ['AlertInfo', 'DeviceProcessEvents'] },
          },
        ],
      },
      event: [
        {
          ...{ event_state: 'consent given', event_time: new Date(fixture.clock()).toISOString() },
          ...{ entity_id: 'person:7', source_address: '192.0.2.7', validity_duration: 86_400 },
        },
      ],
    });
    expect(receipt.party_identification.map(({ party_role }) => party_role)).toEqual([
      ...['PII controller', 'PII processor', 'owner of the PII processor'],
    ]);
    expect(hash).toBe(huntingConsent?.receiptHash);
    expect(hashText(canonicalJson(JSON.parse(text)))).toBe(hash);
    await records.db.updateTable('application').set({ purpose: 'x' }).where('id', '=', applicationId).execute();
    expect((await terms.consents.receipt(huntingConsent?.id ?? '')).text).toBe(text);
    // Reading incidents reaches no hunting table.
    const other = await terms.consents.receipt(given[0]?.id ?? '');
    expect(other.receipt.pii_processing.purposes[0]?.tables).toEqual([]);
  });

  test('tells of the withdrawal once there is one', async () => {
    const { consents } = fixture.terms;
    const applicationId = await fixture.addApplication();
    const [given] = await consents.give({ tenantId, applicationId, permissions: [hunting], ...person }, by);
    const id = given?.id ?? '';
    fixture.advance(5000);
    await consents.withdraw({ id }, by);
    const { receipt, hash } = await consents.receipt(id);
    expect(receipt.event.map(({ event_state, entity_id }) => [event_state, entity_id])).toEqual([
      ['consent given', 'person:7'],
      ['consent withdrawn', 'operator'],
    ]);
    expect(hash).not.toBe(given?.receiptHash);
    expect((await consents.receipt(id)).hash).toBe(hash);
  });

  test('of nothing is refused', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'no id']) {
      await expect(fixture.terms.consents.receipt(id)).rejects.toMatchObject({ code: 'consent-unknown' });
    }
  });
});
