import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { by, openPartiesFixture, type PartiesFixture } from '../parties/parties.fixture.js';
import type { NewAlert } from './alert.js';
import { defaultCorrelation } from './correlation-settings.js';
import type { AlertEvidence } from './evidence.js';
import { createIncidents, type Incidents } from './incidents.js';
import { sampleAlerts } from './sample-alerts.fixture.js';

let fixture: PartiesFixture;
let incidents: Incidents;
const now = Date.parse('2026-06-15T12:00:00Z');
const month = sampleAlerts({ now });
const hour = 3_600_000;

beforeAll(async () => {
  fixture = await openPartiesFixture();
  incidents = createIncidents(fixture);
});
afterAll(() => fixture.close());

let numbered = 0;
async function freshTenant(): Promise<string> {
  numbered += 1;
  const name = `correlated${numbered}`;
  return (await fixture.parties.tenants.create({ displayName: name, domain: `${name}.example` }, by)).id;
}

/** Every incident of a tenant that has alerts. */
async function incidentsOf(tenant: string) {
  const found = [];
  let page = await incidents.listWithAlerts(tenant, { top: 1_000 });
  for (;;) {
    found.push(...page.items.filter(({ alerts }) => alerts.length > 0));
    if (page.nextPage === null) return found.sort((left, right) => left.id - right.id);
    page = await incidents.listWithAlerts(tenant, { top: 1_000, after: page.nextPage });
  }
}

/** The titles of each incident's alerts, whatever their ids are. */
async function partitionOf(tenant: string): Promise<readonly string[]> {
  const found = await incidentsOf(tenant);
  return found.map(({ alerts }) => alerts.map((alert) => `${alert.firstActivityAt} ${alert.title}`).join('\n')).sort();
}

const device = (name: string): AlertEvidence => ({
  kind: 'device',
  facts: { mdeDeviceId: name, deviceDnsName: `${name}.contoso.example` },
});
const user = (name: string): AlertEvidence => ({
  kind: 'user',
  facts: { userAccount: { accountName: name, userPrincipalName: `${name}@contoso.example` } },
});
const file = (sha256: string): AlertEvidence => ({ kind: 'file', facts: { fileDetails: { sha256 } } });

function alert(key: string, at: number, evidence: readonly AlertEvidence[], more: Partial<NewAlert> = {}): NewAlert {
  return {
    ...{ deduplicationKey: key, title: `Alert ${key}`, category: 'Execution', severity: 'medium' },
    ...{ serviceSource: 'microsoftDefenderForEndpoint', detectionSource: 'customDetection', mitreTechniques: [] },
    ...{ firstActivityAt: now + at, lastActivityAt: now + at, evidence },
    ...more,
  };
}

const consentPhishing = [
  'Suspicious inbox forwarding rule',
  'A potentially malicious URL click was detected',
  'Suspicious OAuth app was disabled',
];
const credentialTheft = [
  'Suspicious access to LSASS service',
  "'Mimikatz' hacktool was detected",
  'Sticky Keys binary hijack detected',
  'Suspicious LDAP query',
  'Suspected brute-force attack (NTLM)',
  'Successful logon using overpass-the-hash with potentially stolen credentials',
  'Suspicious transfer of an executable file',
  'NTDS.dit copied',
  'Suspected DCSync attack (replication of directory services)',
  'Suspicious additions to sensitive groups',
  'Event log was cleared',
];
const phishedRansomware = [
  'Suspicious PowerShell command line',
  'Suspicious sequence of exploration activities',
  'Email messages containing malicious file removed after delivery',
  'Suspicious Task Scheduler activity',
  'Suspicious file copy to an external service',
  'File backups were deleted',
  'Ransomware behavior detected in the file system',
  'File dropped and launched from remote location',
  'File dropped and launched from remote location',
  'File dropped and launched from remote location',
  'Event log was cleared',
];
/** Odd events that are neither story nor everyday noise: a web shell that lived for a minute, a pasted command. */
const oddities = [
  ['Possible target of Log4j exploitation', 'Suspicious process executed by a network service'],
  ['Suspicious script launched'],
];

test('each story of the sample is one incident that tells it, and the noise of the month is two', async () => {
  const tenant = await freshTenant();
  await incidents.raise(tenant, month.slice(0, 40), by);
  await incidents.raise(tenant, month.slice(40), by);
  const found = await incidentsOf(tenant);
  const titlesOf = ({ alerts }: (typeof found)[number]) => alerts.map(({ title }) => title);
  const storyOf = (title: string) => found.find((incident) => titlesOf(incident).includes(title));
  const phishing = storyOf('Suspicious OAuth app was disabled');
  const theft = storyOf('NTDS.dit copied');
  const ransomware = storyOf('File backups were deleted');
  expect(phishing && titlesOf(phishing)).toEqual(consentPhishing);
  expect(theft && titlesOf(theft)).toEqual(credentialTheft);
  expect(ransomware && titlesOf(ransomware)).toEqual(phishedRansomware);
  expect([phishing, theft, ransomware].map((incident) => incident?.displayName)).toEqual([
    'Multi-stage incident: Initial access, Persistence and Collection involving tilda.vantstead@quillfen.example',
    'Multi-stage incident: Persistence, Defense evasion, Credential access and Lateral movement on 3 devices with 3 users',
    'Multi-stage incident: Initial access, Lateral movement, Exfiltration and Ransomware on 4 devices with 2 users',
  ]);
  const rest = found.filter((incident) => ![phishing, theft, ransomware].includes(incident));
  const isOdd = (incident: (typeof found)[number]) =>
    oddities.some((titles) => JSON.stringify(titles) === JSON.stringify(titlesOf(incident)));
  const noise = rest.filter((incident) => !isOdd(incident));
  expect(rest).toHaveLength(noise.length + oddities.length);
  expect(noise.map(({ displayName }) => displayName).sort()).toEqual([
    '33 unrelated alerts of little concern on 19 devices with 24 users',
    'Activity from infrequent country, 2 times involving 2 users',
  ]);
  const highest = [...found].sort((left, right) => right.priorityScore - left.priorityScore).slice(0, 3);
  expect(new Set(highest)).toEqual(new Set([phishing, theft, ransomware]));

  // The walk to the domain controller was two incidents until one alert named both the desk and the stolen account.
  const history = await incidents.history(tenant, theft?.id ?? 0);
  const merged = history.find(({ kind }) => kind === 'incident.merged');
  expect(merged?.detail).toMatchObject({
    joined: {
      because:
        'shares user adm-mquarnnock@quillfen.example (0.7) with "Suspected brute-force attack (NTLM)", 5 hours apart',
    },
  });
  expect(await incidents.get(tenant, Number(merged?.detail.from))).toMatchObject({
    ...{ status: 'redirected', redirectIncidentId: theft?.id, alerts: [] },
  });
});

test('in whatever order the alerts of the sample arrive, they fall into the same incidents', async () => {
  const inOrder = await freshTenant();
  await incidents.raise(inOrder, month, by);
  const expected = await partitionOf(inOrder);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...month], { minLength: month.length }), async (shuffled) => {
      const tenant = await freshTenant();
      const raised = await incidents.raise(tenant, shuffled, by);
      expect(await partitionOf(tenant)).toEqual(expected);
      const places = new Map(
        (await incidentsOf(tenant)).flatMap(({ id, alerts }) => alerts.map((one) => [one.id, id] as const)),
      );
      expect(raised.map(({ id }) => places.get(id))).toEqual(raised.map(({ incidentId }) => incidentId));
    }),
    { numRuns: 2, examples: [[month.toReversed()]] },
  );
});

test('whatever tenants share, no incident has alerts of two', async () => {
  const tenants = [await freshTenant(), await freshTenant()];
  const drawn = fc.record({
    tenant: fc.constantFrom(...tenants),
    entity: fc.constantFrom('a', 'b'),
    hours: fc.nat(40),
    severity: fc.constantFrom('low' as const, 'medium' as const, 'high' as const),
  });
  let key = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 8 }), async (alerts) => {
      for (const { tenant, entity, hours, severity } of alerts) {
        key += 1;
        // The same id in two tenants: the same rows were ingested for both.
        const more = { severity, id: `same-${entity}-${hours}-${Math.floor(key / 2)}` };
        await incidents.raise(tenant, [alert(`${key}`, hours * hour, [device(entity), user(entity)], more)], by);
      }
    }),
    { numRuns: 4 },
  );
  const owners = await fixture.records.db
    .selectFrom('alert as a')
    .innerJoin('incident as i', 'i.id', 'a.incident_id')
    .select(['a.tenant_id as alert', 'i.tenant_id as incident'])
    .where('a.tenant_id', 'in', tenants)
    .execute();
  expect(owners).toHaveLength(key);
  expect(owners.filter((row) => row.alert !== row.incident)).toEqual([]);
});

test.each([
  ['a domain controller', device('dc')],
  ['a service account', user('svc')],
  ['a popular file', file('ab'.repeat(32))],
  ['an address that many share', { kind: 'ip', facts: { ipAddress: '198.51.100.7' } }] as const,
])('alerts that have nothing in common but %s make no giant incident', async (_, common) => {
  const tenant = await freshTenant();
  const own = (index: number): AlertEvidence => (common.kind === 'device' ? user(`u${index}`) : device(`d${index}`));
  const flood = Array.from({ length: 40 }, (_, i) => alert(`${i}`, i * 60_000, [common, own(i)]));
  await incidents.raise(tenant, flood, by);
  const sizes = (await incidentsOf(tenant)).map(({ alerts }) => alerts.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(12);
});

test('an attack that stays with one device and its user stays one incident, however many alerts it has', async () => {
  const tenant = await freshTenant();
  const attack = Array.from({ length: 40 }, (_, i) =>
    alert(`${i}`, i * 600_000, [device('d'), user('u'), file(`${i}`)]),
  );
  await incidents.raise(tenant, attack, by);
  expect((await incidentsOf(tenant)).map(({ alerts }) => alerts.length)).toEqual([40]);
});

test('an incident is full at its most alerts, and the next one begins', async () => {
  const small = createIncidents({ ...fixture, correlation: { ...defaultCorrelation, mostAlerts: 3 } });
  const tenant = await freshTenant();
  const alerts = Array.from({ length: 7 }, (_, i) => alert(`${i}`, i * 60_000, [device('d'), user('u')]));
  await small.raise(tenant, alerts, by);
  expect((await incidentsOf(tenant)).map(({ alerts: { length } }) => length).sort()).toEqual([1, 3, 3]);
});

test('a lone alarm is drawn out of its gathering when something grave happens to the same device', async () => {
  const tenant = await freshTenant();
  const low = { severity: 'low' } as const;
  await incidents.raise(
    tenant,
    [
      alert('a', 0, [device('one')], low),
      alert('b', hour, [device('two')], low),
      alert('c', 2 * hour, [device('three')], low),
    ],
    by,
  );
  expect(await incidentsOf(tenant)).toMatchObject([
    { displayName: '3 unrelated alerts of little concern on 3 devices', severity: 'low' },
  ]);
  await incidents.raise(tenant, [alert('d', 4 * hour, [device('two')], { severity: 'high' })], by);
  const [gathering, story] = await incidentsOf(tenant);
  expect(gathering?.alerts.map(({ title }) => title)).toEqual(['Alert a', 'Alert c']);
  expect(story?.alerts.map(({ title }) => title)).toEqual(['Alert b', 'Alert d']);
  for (const incident of [gathering, story])
    expect(
      (await incidents.history(tenant, incident?.id ?? 0)).find(({ kind }) => kind === 'alert.moved'),
    ).toMatchObject({
      detail: { joined: { because: 'shares device two.contoso.example (0.6) with "Alert b", 3 hours apart' } },
    });
});

test('what is resolved takes no more alerts', async () => {
  const tenant = await freshTenant();
  const [first] = await incidents.raise(tenant, [alert('a', 0, [device('d')])], by);
  await incidents.update(tenant, first?.incidentId ?? 0, { status: 'resolved' }, by);
  const [second] = await incidents.raise(tenant, [alert('b', hour, [device('d')])], by);
  expect(second?.incidentId).not.toBe(first?.incidentId);
});

test.each([
  ['the system account', { kind: 'user', facts: { userAccount: { accountName: 'SYSTEM', userSid: 'S-1-5-18' } } }],
  ['loopback', { kind: 'ip', facts: { ipAddress: '127.0.0.1' } }],
  ['a private address', { kind: 'ip', facts: { ipAddress: '10.0.0.5' } }],
  [
    'a program of the system',
    {
      kind: 'file',
      facts: { fileDetails: { sha256: 'cd'.repeat(32), fileName: 'cmd.exe', filePath: 'C:\\Windows\\System32' } },
    },
  ],
  ['a command line on no known device', { kind: 'process', facts: { processCommandLine: 'whoami', processId: 4 } }],
] satisfies [string, AlertEvidence][])('%s links nothing', async (_, shared) => {
  const tenant = await freshTenant();
  const raised = await incidents.raise(
    tenant,
    [alert('a', 0, [shared, device('one')]), alert('b', 1, [shared, device('two')])],
    by,
  );
  expect(new Set(raised.map(({ incidentId }) => incidentId)).size).toBe(2);
});
