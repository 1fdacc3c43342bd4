// What a user may rely on in the sample: it fits the tables, hangs together, is repeatable, and hides the three stories.

import { type ScalarType, ticksFromMilliseconds } from '@gamekeeper/kql';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeRow } from '../ingest/encode-row.js';
import type { MappedRow } from '../sources/source.js';
import { tables } from '../tables/index.js';
import { describeSample, generateSample, type SampleOptions } from './index.js';

const now = Date.UTC(2026, 10, 22, 15, 4, 5, 678);
const dayTicks = 864_000_000_000n;
const nowTicks = ticksFromMilliseconds(now);

type Values = MappedRow['values'];

const timeOf = ({ Timestamp }: Values): bigint => (typeof Timestamp === 'bigint' ? Timestamp : 0n);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function fits(type: ScalarType, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'int') return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
  if (type === 'long') return Number.isSafeInteger(value);
  if (type === 'real') return Number.isFinite(value);
  if (type === 'datetime') return typeof value === 'bigint' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text(value));
  return type === 'dynamic' && typeof value === 'object';
}

/** Everything that the tests ask about a month, gathered in one pass so that it need not stay in memory. */
class Findings {
  readonly counts = new Map<string, number>();
  readonly misfits = new Set<string>();
  readonly disorder = new Set<string>();
  oldest = nowTicks;
  newest = 0n;
  readonly messages = new Set<string>();
  readonly messageReferences = new Map<string, string>();
  readonly devices = new Set<string>();
  readonly deviceReferences = new Map<string, string>();
  readonly processes = new Set<string>();
  readonly orphans = new Set<string>();
  readonly hashes = new Map<string, string>();
  readonly clashes = new Set<string>();
  readonly accounts = new Set<string>();
  readonly actors = new Set<string>();
  readonly addresses = new Map<string, Set<string>>();
  readonly steps = new Map<string, bigint[]>();
  #previous = 0n;

  add({ table, values }: MappedRow): void {
    this.counts.set(table, (this.counts.get(table) ?? 0) + 1);
    this.#checkTypes(table, values);
    this.#checkTime(table, values);
    this.#checkReferences(table, values);
    for (const { name, table: where, when } of storySteps)
      if (where === table && when(values)) this.steps.set(name, [...(this.steps.get(name) ?? []), timeOf(values)]);
  }

  #checkTypes(table: string, values: Values): void {
    const columns = columnTypes.get(table);
    for (const column in values) {
      const type = columns?.get(column);
      const value = values[column];
      if (!type || !(value === null || fits(type, value)))
        this.misfits.add(`${table}.${column}: ${type} cannot hold ${String(value)}`);
    }
  }

  #checkTime(table: string, values: Values): void {
    const at = values.Timestamp;
    if (typeof at !== 'bigint') return;
    if (at < this.oldest) this.oldest = at;
    if (at > this.newest) this.newest = at;
    if (at < this.#previous) this.disorder.add(table);
    this.#previous = at;
  }

  #checkReferences(table: string, values: Values): void {
    const { DeviceId, NetworkMessageId } = values;
    if (table === 'EmailEvents') this.messages.add(text(NetworkMessageId));
    else if (text(NetworkMessageId)) this.messageReferences.set(text(NetworkMessageId), table);
    if (table === 'DeviceInfo') this.devices.add(text(DeviceId));
    else if (text(DeviceId)) this.deviceReferences.set(text(DeviceId), table);
    if (table === 'IdentityInfo') this.accounts.add(text(values.AccountObjectId));
    if (table === 'CloudAppEvents') this.actors.add(text(values.AccountObjectId));
    if (table === 'DeviceProcessEvents')
      this.processes.add(`${values.DeviceId} ${values.ProcessId} ${values.ProcessCreationTime}`);
    if (typeof values.InitiatingProcessCreationTime === 'bigint')
      this.#checkCause(table, values, values.InitiatingProcessCreationTime);
    if (text(values.SHA256) && text(values.SHA1)) {
      const known = this.hashes.get(text(values.SHA256));
      this.hashes.set(text(values.SHA256), text(values.SHA1));
      if (known !== undefined && known !== values.SHA1) this.clashes.add(text(values.SHA256));
    }
    if (table === 'DeviceNetworkEvents' && values.LocalIP !== '0.0.0.0')
      this.addresses.set(
        text(DeviceId),
        (this.addresses.get(text(DeviceId)) ?? new Set()).add(text(values.LocalIP).replace('::ffff:', '')),
      );
  }

  /** A cause must have been started on the device before, or have run since before the window. */
  #checkCause(table: string, values: Values, created: bigint): void {
    if (created < nowTicks - 30n * dayTicks) return;
    const key = `${values.DeviceId} ${values.InitiatingProcessId} ${created}`;
    if (!this.processes.has(key) || created > timeOf(values))
      this.orphans.add(`${table}: ${values.InitiatingProcessFileName}`);
  }
}

const columnTypes = new Map(
  [...tables.values()].map((table) => [table.name, new Map(table.columns.map(({ name, type }) => [name, type]))]),
);

const commandHas =
  (...parts: string[]) =>
  (values: Values) =>
    parts.every((part) => text(values.ProcessCommandLine).includes(part));
const actionIs = (action: string) => (values: Values) => values.ActionType === action;
const startedBy = (parent: string, file: string) => (values: Values) =>
  values.InitiatingProcessFileName === parent && values.FileName === file;

interface Step {
  readonly name: string;
  readonly table: string;
  readonly when: (values: Values) => boolean;
}

const process = (name: string, when: Step['when']): Step => ({ name, table: 'DeviceProcessEvents', when });

const stories: Record<string, readonly Step[]> = {
  'a phished macro becomes ransomware': [
    {
      name: 'the lure arrives',
      table: 'EmailAttachmentInfo',
      when: (values) => values.FileName === 'Remittance_Advice_48213.docm',
    },
    process('Word starts a shell', startedBy('winword.exe', 'cmd.exe')),
    process(
      'the shell starts an encoded command',
      (values) => startedBy('cmd.exe', 'powershell.exe')(values) && commandHas('-w hidden -enc ')(values),
    ),
    process('certutil downloads', commandHas('certutil.exe -urlcache -split -f http')),
    {
      name: 'the implant calls home',
      table: 'DeviceNetworkEvents',
      when: (values) =>
        values.InitiatingProcessFileName === 'rundll32.exe' && values.RemoteUrl === 'cdn-docview.example',
    },
    process('whoami', commandHas('whoami /all')),
    process('domain admins', commandHas('net group "Domain Admins" /domain')),
    process('trusts', commandHas('nltest /domain_trusts')),
    process('shadows deleted', commandHas('vssadmin.exe delete shadows /all /quiet')),
    process('catalog deleted', commandHas('wbadmin delete catalog')),
    process('recovery off', commandHas('bcdedit', 'recoveryenabled no')),
    {
      name: 'files renamed',
      table: 'DeviceFileEvents',
      when: (values) => values.ActionType === 'FileRenamed' && text(values.FileName).endsWith('.quokka7'),
    },
    { name: 'alarm', table: 'AlertInfo', when: (values) => values.Category === 'Ransomware' },
  ],
  'credential theft and lateral movement': [
    { name: 'the warning is ignored', table: 'DeviceEvents', when: actionIs('SmartScreenUserOverride') },
    process('LSASS dumped by procdump', commandHas('procdump64.exe', '-ma lsass.exe')),
    process(
      'LSASS dumped by comsvcs',
      (values) => values.FileName === 'rundll32.exe' && commandHas('comsvcs.dll, MiniDump')(values),
    ),
    process('credentials read', commandHas('sekurlsa::logonpasswords')),
    process('the SAM is saved', commandHas('reg save hklm\\sam')),
    process('the hash is passed', commandHas('sekurlsa::pth')),
    process('WMI elsewhere', commandHas('wmic /node:', 'process call create')),
    process('a task elsewhere', commandHas('schtasks /create /s ')),
    process('NTDS copied', commandHas('ntdsutil', 'ifm')),
    { name: 'an administrator more', table: 'DeviceEvents', when: actionIs('UserAccountCreated') },
    {
      name: 'into domain admins',
      table: 'IdentityDirectoryEvents',
      when: (values) =>
        values.ActionType === 'Group Membership changed' &&
        JSON.stringify(values.AdditionalFields).includes('"TO.GROUP":"Domain Admins"'),
    },
    process('log cleared', commandHas('clear-log Security')),
  ],
  'a consent-phishing application': [
    {
      name: 'the invitation',
      table: 'EmailUrlInfo',
      when: (values) => text(values.Url).includes('oauth2/v2.0/authorize?client_id='),
    },
    {
      name: 'the click',
      table: 'UrlClickEvents',
      when: (values) => text(values.Url).includes('oauth2/v2.0/authorize?client_id='),
    },
    { name: 'consent', table: 'CloudAppEvents', when: actionIs('Consent to application.') },
    {
      name: 'in the inventory',
      table: 'OAuthAppInfo',
      when: (values) => values.AppName === 'Quillfen Docs Viewer Pro' && values.AppStatus === 'Enabled',
    },
    {
      name: 'forwarding',
      table: 'CloudAppEvents',
      when: (values) =>
        values.ActionType === 'New-InboxRule' && JSON.stringify(values.RawEventData).includes('ForwardTo'),
    },
    { name: 'removed', table: 'CloudAppEvents', when: actionIs('Remove service principal.') },
  ],
};
const storySteps = Object.values(stories).flat();

/** Steps that several people or computers take; all others happen once. */
const repeated = new Set([
  'the lure arrives',
  'the implant calls home',
  'files renamed',
  'the invitation',
  'the click',
  'consent',
  'in the inventory',
  'forwarding',
]);

describe('a month at scale 1', () => {
  const findings = new Findings();
  beforeAll(() => {
    for (const row of generateSample({ now })) findings.add(row);
  });

  test('every value has a column that can hold it', () => {
    expect([...findings.misfits].slice(0, 10)).toEqual([]);
  });

  test('has some 200,000 rows over the families of tables', () => {
    const total = [...findings.counts.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThan(180_000);
    expect(total).toBeLessThan(260_000);
    for (const table of expectedTables) expect(findings.counts.get(table) ?? 0, table).toBeGreaterThan(0);
  });

  test('lies within the last 30 days, ends at now, and comes in order of time', () => {
    expect(findings.oldest).toBeGreaterThanOrEqual(nowTicks - 30n * dayTicks);
    expect(findings.newest).toBeLessThanOrEqual(nowTicks);
    expect(findings.newest).toBeGreaterThan(nowTicks - 600_000_000n);
    expect([...findings.disorder]).toEqual([]);
  });

  test('mail tables refer to messages that exist', () => {
    const lost = [...findings.messageReferences].filter(([id]) => !findings.messages.has(id));
    expect(findings.messageReferences.size).toBeGreaterThan(1_000);
    expect(lost).toEqual([]);
  });

  test('events and alert evidence refer to devices that exist', () => {
    expect([...findings.deviceReferences].filter(([id]) => !findings.devices.has(id))).toEqual([]);
    expect(findings.devices.size).toBeGreaterThanOrEqual(50);
  });

  test('every event is caused by a process that was started on its device', () => {
    expect(findings.processes.size).toBeGreaterThan(30_000);
    expect([...findings.orphans]).toEqual([]);
  });

  test('a file has the same hashes everywhere', () => {
    expect([...findings.clashes]).toEqual([]);
  });

  test('a device has one address', () => {
    expect([...findings.addresses].filter(([, addresses]) => addresses.size !== 1)).toEqual([]);
  });

  test('whoever acts in the cloud is in the directory', () => {
    expect(findings.actors.size).toBeGreaterThan(150);
    expect([...findings.actors].filter((id) => !findings.accounts.has(id))).toEqual([]);
  });

  test.each(Object.entries(stories))('%s, step by step', (_, steps) => {
    const firsts = steps.map(({ name }) => findings.steps.get(name)?.[0] ?? 0n);
    expect(steps.filter((_, index) => firsts[index] === 0n).map(({ name }) => name)).toEqual([]);
    expect(firsts).toEqual([...firsts].sort((left, right) => (left < right ? -1 : 1)));
    for (const { name } of steps) if (!repeated.has(name)) expect(findings.steps.get(name), name).toHaveLength(1);
  });
});

const expectedTables = [
  'DeviceProcessEvents',
  'DeviceNetworkEvents',
  'DeviceFileEvents',
  'DeviceRegistryEvents',
  'DeviceImageLoadEvents',
  'DeviceLogonEvents',
  'DeviceEvents',
  'DeviceInfo',
  'DeviceNetworkInfo',
  'DeviceFileCertificateInfo',
  'DeviceTvmSoftwareVulnerabilities',
  'EmailEvents',
  'EmailAttachmentInfo',
  'EmailUrlInfo',
  'EmailPostDeliveryEvents',
  'UrlClickEvents',
  'IdentityLogonEvents',
  'IdentityQueryEvents',
  'IdentityDirectoryEvents',
  'IdentityInfo',
  'EntraIdSignInEvents',
  'EntraIdSpnSignInEvents',
  'CloudAppEvents',
  'OAuthAppInfo',
  'GraphAPIAuditEvents',
  'AlertInfo',
  'AlertEvidence',
];

/** A short sample as text; moments, also those inside JSON, are written as the distance to now. */
function fingerprint(options: SampleOptions, fixedFacts: ReadonlySet<string> = new Set()): string[] {
  const base = ticksFromMilliseconds(options.now);
  const write = (_: string, value: unknown) => (typeof value === 'bigint' ? `now${value - base}` : value);
  const isoTime = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}Z|Z)?/g;
  return Array.from(generateSample({ days: 12, scale: 0.02, ...options }), (row) =>
    JSON.stringify(row, write).replace(isoTime, (found) => {
      if (fixedFacts.has(found)) return found;
      const milliseconds = Date.parse(found.endsWith('Z') ? found : `${found}Z`);
      return `now${milliseconds - options.now}`;
    }),
  );
}

/** Dates that are facts of the world and do not move. */
const fixedFacts = new Set(
  Array.from(generateSample({ now: 0, days: 12, scale: 0.02 }), ({ values }) =>
    JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? 0 : value)),
  )
    .join()
    .match(/(199|20[012])\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/g),
);

describe('repeatability', () => {
  test('same seed and now, same rows', () => {
    expect(fingerprint({ now, seed: 4 })).toEqual(fingerprint({ now, seed: 4 }));
  });

  test('another seed, another company', () => {
    const names = (seed: number) =>
      new Set(
        Array.from(
          generateSample({ now, seed, days: 12, scale: 0, tables: ['IdentityInfo'] }),
          ({ values }) => values.AccountUpn,
        ),
      );
    expect(names(1)).not.toEqual(names(2));
  });

  test('same seed and another now, same rows moved', () => {
    const first = fingerprint({ now }, fixedFacts);
    // Whole seconds, because some services write their times without a fraction.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        expect(fingerprint({ now: seconds * 1000 + 678 }, fixedFacts)).toEqual(first);
      }),
      { numRuns: 4 },
    );
  });

  test('a choice of tables leaves their rows as they are', () => {
    const only = ['DeviceLogonEvents', 'CloudAppEvents', 'AlertEvidence'];
    const all = fingerprint({ now }).filter((row) => only.some((table) => row.startsWith(`{"table":"${table}"`)));
    expect(all.length).toBeGreaterThan(500);
    expect(fingerprint({ now, tables: only })).toEqual(all);
  });
});

describe('options', () => {
  test('scale multiplies what happens every day', () => {
    const count = (scale: number) =>
      Array.from(generateSample({ now, days: 12, scale, tables: ['DeviceImageLoadEvents'] })).length;
    const [one, four] = [count(0.5), count(2)];
    expect(four / one).toBeGreaterThan(3.2);
    expect(four / one).toBeLessThan(4.4);
  });

  test.each([
    [{ now: Number.NaN }, 'now'],
    [{ now, days: 3 }, 'days'],
    [{ now, days: 20.5 }, 'days'],
    [{ now, scale: -1 }, 'scale'],
    [{ now, tables: ['DeviceProcessEvent'] }, "'DeviceProcessEvent'"],
  ])('refuses %j by name', (options, named) => {
    expect(() => generateSample(options)).toThrow(named);
  });

  test('rows are made as they are read', () => {
    const rows = generateSample({ now, scale: 200 })[Symbol.iterator]();
    // Only the first hour is generated; the whole month would be forty million rows.
    expect(rows.next().done).toBe(false);
    rows.return?.();
  });

  test('the lake takes every row as it is', () => {
    const rejected = new Set<string>();
    for (const row of generateSample({ now, days: 12, scale: 0.2 })) {
      const encoded = encodeRow(row, { now });
      if ('rejected' in encoded) rejected.add(encoded.rejected);
    }
    expect([...rejected]).toEqual([]);
  });

  test('describes its stories', () => {
    const description = describeSample();
    for (const clue of [
      'quillfen.example',
      'Remittance_Advice_48213.docm',
      'svc_helpdesk2',
      'Quillfen Docs Viewer Pro',
    ])
      expect(description).toContain(clue);
    expect(description.length).toBeLessThan(2_500);
  });
});
