import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { by, codeOf, openPartiesFixture, type PartiesFixture } from '../parties/parties.fixture.js';
import type { NewAlert } from './alert.js';
import type { Filter, ListQuery } from './incident-filter.js';
import { createIncidents, type Incidents } from './incidents.js';

let fixture: PartiesFixture;
let incidents: Incidents;
const start = Date.parse('2026-01-01T00:00:00Z');
let numbered = 0;

beforeAll(async () => {
  fixture = await openPartiesFixture();
  incidents = createIncidents(fixture);
});
afterAll(() => fixture.close());

/** A tenant that no other test uses. */
async function freshTenant(): Promise<string> {
  numbered += 1;
  const name = `tenant${numbered}`;
  const tenant = await fixture.parties.tenants.create({ displayName: name, domain: `${name}.example` }, by);
  return tenant.id;
}

const alert = (key: string, more: Partial<NewAlert> = {}): NewAlert => ({
  deduplicationKey: key,
  title: `Alert ${key}`,
  category: 'Execution',
  severity: 'medium',
  serviceSource: 'microsoftDefenderForEndpoint',
  detectionSource: 'customDetection',
  mitreTechniques: ['T1059'],
  firstActivityAt: start,
  lastActivityAt: start,
  evidence: [],
  ...more,
});
const onDevice = (name: string) =>
  ({ kind: 'device', facts: { mdeDeviceId: name, deviceDnsName: `${name}.contoso.example` } }) as const;

test('an alert is raised once for its key, in every tenant', async () => {
  const [one, other] = [await freshTenant(), await freshTenant()];
  const [first] = await incidents.raise(one, [alert('a')], by);
  const [again, twin] = await incidents.raise(one, [alert('a'), alert('a')], by);
  const [elsewhere] = await incidents.raise(other, [alert('a')], by);
  expect(first?.isNew).toBe(true);
  expect(again).toEqual({ ...first, isNew: false });
  expect(twin).toEqual({ ...first, isNew: false });
  expect(elsewhere?.isNew).toBe(true);
  expect(await codeOf(incidents.getAlert(other, first?.id ?? ''))).toBe('alert-unknown');
  expect(await codeOf(incidents.get(other, first?.incidentId ?? 0))).toBe('incident-unknown');
});

test('alerts that share a device become one incident, which says where and how grave; others do not', async () => {
  const tenant = await freshTenant();
  const raised = await incidents.raise(
    tenant,
    [
      alert('a', { evidence: [onDevice('laptop')], category: 'InitialAccess' }),
      alert('b', {
        evidence: [onDevice('laptop')],
        severity: 'high',
        category: 'Impact',
        lastActivityAt: start + 1000,
      }),
      alert('c', { evidence: [onDevice('server')] }),
    ],
    by,
  );
  const [a, b, c] = raised.map(({ incidentId }) => incidentId);
  expect(b).toBe(a);
  expect(c).not.toBe(a);
  const incident = await incidents.get(tenant, a ?? 0);
  expect(incident.displayName).toBe('Multi-stage incident: Initial access and Impact on laptop.contoso.example');
  expect(incident.severity).toBe('high');
  expect(incident.alerts.map(({ title }) => title)).toEqual(['Alert a', 'Alert b']);
  const history = await incidents.history(tenant, incident.id);
  expect(history.map(({ kind }) => kind)).toEqual(['incident.created', 'alert.raised', 'alert.raised']);
  expect(history.at(-1)?.detail).toMatchObject({ joined: { shared: [{ entity: 'device:laptop' }] } });
});

test('what people change is kept with who changed it, and new alerts leave a given name and severity alone', async () => {
  const tenant = await freshTenant();
  const [first] = await incidents.raise(tenant, [alert('a', { evidence: [onDevice('d')] })], by);
  const id = first?.incidentId ?? 0;
  const analyst = { actor: 'person:ann', reason: 'triage' };
  const changed = await incidents.update(
    tenant,
    id,
    { status: 'inProgress', assignedTo: 'ann', displayName: 'Mine', severity: 'low', customTags: ['x'], comment: 'hm' },
    analyst,
  );
  expect(changed).toMatchObject({
    status: 'inProgress',
    assignedTo: 'ann',
    customTags: ['x'],
    lastModifiedBy: 'person:ann',
  });
  expect(changed.comments.map(({ comment, createdBy }) => [comment, createdBy])).toEqual([['hm', 'person:ann']]);
  await incidents.raise(tenant, [alert('b', { evidence: [onDevice('d')], severity: 'high' })], by);
  expect(await incidents.get(tenant, id)).toMatchObject({ displayName: 'Mine', severity: 'low' });
  const resolved = await incidents.updateAlert(
    tenant,
    first?.id ?? '',
    { status: 'resolved', determination: 'malware' },
    analyst,
  );
  expect(resolved).toMatchObject({ status: 'resolved', determination: 'malware', resolvedAt: fixture.clock() });
});

test('a merged incident redirects to the other, which has its alerts', async () => {
  const tenant = await freshTenant();
  const [a, b] = (await incidents.raise(tenant, [alert('a'), alert('b')], by)).map(({ incidentId }) => incidentId);
  await incidents.merge(tenant, b ?? 0, a ?? 0, by);
  expect(await incidents.get(tenant, b ?? 0)).toMatchObject({
    status: 'redirected',
    redirectIncidentId: a,
    alerts: [],
  });
  expect((await incidents.get(tenant, a ?? 0)).alerts).toHaveLength(2);
  expect(await codeOf(incidents.update(tenant, b ?? 0, { status: 'active' }, by))).toBe('change-invalid');
});

test('pages hold every incident that does not change once, while others do', async () => {
  const tenant = await freshTenant();
  await incidents.raise(
    tenant,
    Array.from({ length: 23 }, (_, i) => alert(String(i))),
    by,
  );
  const seen: number[] = [];
  const query: ListQuery = { top: 5, orderBy: [{ field: 'updatedAt', descending: false }], count: true };
  let page = await incidents.list(tenant, query);
  const touched = page.items[1]?.id ?? 0;
  for (;;) {
    seen.push(...page.items.map(({ id }) => id));
    if (page.nextPage === null) break;
    fixture.advance(1);
    await incidents.update(tenant, touched, { assignedTo: `u${seen.length}` }, by);
    page = await incidents.list(tenant, { ...query, after: page.nextPage });
  }
  expect(page.count).toBe(23);
  const unchanged = seen.filter((id) => id !== touched);
  expect(new Set(unchanged).size).toBe(22);
  expect(unchanged).toHaveLength(22);
  expect(await codeOf(incidents.list(tenant, { top: 5, after: 'nonsense' }))).toBe('change-invalid');
});

test('a filter finds what its definition says', async () => {
  const tenant = await freshTenant();
  const severities = ['low', 'medium', 'high'] as const;
  await incidents.raise(
    tenant,
    Array.from({ length: 9 }, (_, i) => alert(String(i), { severity: severities[i % 3] ?? 'low' })),
    by,
  );
  const { items: all } = await incidents.list(tenant, { top: 100 });
  for (const { id } of all.slice(0, 4))
    await incidents.update(tenant, id, { assignedTo: id % 2 === 0 ? 'ann' : "o'hara" }, by);
  const { items } = await incidents.list(tenant, { top: 100 });
  const leaf: fc.Arbitrary<Filter> = fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      field: fc.constant('severity' as const),
      comparison: fc.constantFrom('eq' as const, 'ne' as const),
      value: fc.constantFrom('low', 'high', 'none'),
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      field: fc.constant('assignedTo' as const),
      comparison: fc.constantFrom('eq' as const, 'ne' as const),
      value: fc.constantFrom('ann', "o'hara", null),
    }),
    fc.record({
      kind: fc.constant('in' as const),
      field: fc.constant('severity' as const),
      values: fc.subarray(['low', 'medium', 'high']),
    }),
  );
  const filters = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        operands: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), operand: tie('filter') }),
    ),
  })).filter;
  const holds = (filter: Filter, item: (typeof items)[number]): boolean => {
    switch (filter.kind) {
      case 'and':
        return filter.operands.every((operand) => holds(operand, item));
      case 'or':
        return filter.operands.some((operand) => holds(operand, item));
      case 'not':
        return !holds(filter.operand, item);
      case 'in':
        return filter.values.includes(item[filter.field as 'severity']);
      case 'compare':
        return (item[filter.field as 'severity'] === filter.value) === (filter.comparison === 'eq');
      default:
        throw new Error(filter.kind);
    }
  };
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const found = await incidents.list(tenant, { top: 100, filter });
      expect(found.items.map(({ id }) => id)).toEqual(items.filter((item) => holds(filter, item)).map(({ id }) => id));
    }),
    { numRuns: 60 },
  );
});
