// Defender's own functions over rows whose answers are known.

import { createDuckDbEngine, type Engine, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHuntingService } from './create-hunting-service.js';
import { type HuntScope, wholeNamespace } from './hunt-scope.js';
import type { HuntingService } from './hunting-service.js';

const clock = () => Date.parse('2026-03-01T00:00:00Z');
const ticks = (iso: string) => BigInt(Date.parse(iso)) * 10_000n + 621_355_968_000_000_000n;
const hash = (character: string) => character.repeat(40);
const networks = (...addresses: string[]) =>
  JSON.stringify(addresses.map((IPAddress) => ({ IPAddress, SubnetPrefix: 24, AddressType: 'Private' })));

const stored: Readonly<Record<string, readonly [at: string, values: object][]>> = {
  DeviceFileEvents: [
    [
      '2026-02-20T10:00:00Z',
      { DeviceId: 'one', SHA1: hash('a'), SHA256: 'a'.repeat(64), MD5: 'a'.repeat(32), FileSize: 7 },
    ],
    ['2026-02-21T10:00:00Z', { DeviceId: 'two', SHA1: hash('a') }],
    ['2026-02-22T10:00:00Z', { DeviceId: 'two', SHA1: hash('b'), InitiatingProcessSHA1: hash('c') }],
  ],
  DeviceProcessEvents: [
    [
      '2026-02-23T10:00:00Z',
      {
        DeviceId: 'two',
        SHA1: hash('a'),
        ProcessVersionInfoCompanyName: 'Contoso',
        ProcessVersionInfoProductName: 'Mill',
      },
    ],
  ],
  DeviceEvents: [
    [
      '2026-02-19T10:00:00Z',
      {
        DeviceId: 'one',
        SHA1: hash('b'),
        ActionType: 'AntivirusDetection',
        AdditionalFields: '{"ThreatName":"Eicar"}',
      },
    ],
  ],
  DeviceFileCertificateInfo: [
    ['2026-02-10T00:00:00Z', { SHA1: hash('a'), IsSigned: true, IsTrusted: false, Signer: 'Old' }],
    [
      '2026-02-11T00:00:00Z',
      { SHA1: hash('a'), IsSigned: true, IsTrusted: true, Signer: 'Contoso', Issuer: 'Root', SignerHash: 'ff' },
    ],
    ['2026-02-11T00:00:00Z', { SHA1: hash('b'), IsSigned: false, IsTrusted: false }],
  ],
  DeviceNetworkInfo: [
    [
      '2026-02-20T00:00:00Z',
      { DeviceId: 'one', DeviceName: 'PC-1', MacAddress: '01', IPAddresses: networks('10.0.0.1') },
    ],
    [
      '2026-02-25T00:00:00Z',
      { DeviceId: 'one', DeviceName: 'PC-1', MacAddress: '01', IPAddresses: networks('10.0.0.2') },
    ],
    [
      '2026-02-25T00:00:00Z',
      { DeviceId: 'two', DeviceName: 'PC-2', MacAddress: '02', IPAddresses: networks('10.0.0.1', 'fe80::2') },
    ],
  ],
  DeviceNetworkEvents: [
    ['2026-02-26T00:00:00Z', { DeviceId: 'one', DeviceName: 'PC-1', RemoteIP: '10.0.0.1', LocalIP: '10.0.0.2' }],
    ['2026-02-27T00:00:00Z', { DeviceId: 'one', DeviceName: 'PC-1', RemoteIP: 'fe80::2', LocalIP: '10.0.0.2' }],
    ['2026-02-27T00:00:00Z', { DeviceId: 'two', DeviceName: 'PC-2', RemoteIP: '10.0.0.1', LocalIP: '10.0.0.1' }],
  ],
};

let engine: Engine;
let service: HuntingService;
beforeAll(async () => {
  engine = await createDuckDbEngine({ directory: null, tables, clock });
  service = createHuntingService({ engine, tables, clock });
  const parts = Object.entries(stored).map(([table, rows]) => ({
    table,
    partition: 'd20260228',
    rows: rows.map(([at, values]) => `{"Timestamp":${ticks(at)},${JSON.stringify(values).slice(1)}`),
  }));
  await engine.append({ parts });
});
afterAll(() => engine.close());

async function hunt(query: string, scope?: HuntScope): Promise<unknown[]> {
  const answer = await service.hunt({ query, caller: null, ...(scope && { scope }) });
  const rows: unknown[] = [];
  for await (const chunk of answer.rows)
    for (const line of new TextDecoder().decode(chunk).split('\n')) rows.push(JSON.parse(line));
  return rows;
}

describe('FileProfile', () => {
  test('tells what the lake knows of a file', async () => {
    const known = `project GlobalPrevalence, GlobalFirstSeen, GlobalLastSeen, Signer, Issuer, SignerHash, IsCertificateValid,
      SignatureState, ThreatName, Publisher, SoftwareName, ProfileAvailability`;
    expect(await hunt(`print SHA1 = "${hash('a')}" | invoke FileProfile() | ${known}`)).toEqual([
      [
        ...[2, '2026-02-20T10:00:00Z', '2026-02-23T10:00:00Z', 'Contoso', 'Root', 'ff', true],
        ...['SignedValid', '', 'Contoso', 'Mill', 'Available'],
      ],
    ]);
    expect(await hunt(`print SHA1 = "${hash('b')}" | invoke FileProfile() | ${known}`)).toEqual([
      [
        ...[2, '2026-02-19T10:00:00Z', '2026-02-22T10:00:00Z', '', '', '', false],
        ...['Unsigned', 'Eicar', '', '', 'Available'],
      ],
    ]);
  });

  test('adds the documented columns behind those of the rows, and fills in hashes and size', async () => {
    expect(
      await hunt(`print Of = "${hash('a')}" | invoke FileProfile("Of") | getschema | project ColumnName, ColumnType`),
    ).toEqual(
      [
        ...['Of:string', 'SHA1:string', 'SHA256:string', 'MD5:string', 'FileSize:long', 'GlobalPrevalence:int'],
        ...[
          'GlobalFirstSeen:datetime',
          'GlobalLastSeen:datetime',
          'Signer:string',
          'Issuer:string',
          'SignerHash:string',
        ],
        ...['IsCertificateValid:bool', 'IsRootSignerMicrosoft:bool', 'SignatureState:string', 'IsExecutable:bool'],
        ...['ThreatName:string', 'Publisher:string', 'SoftwareName:string', 'ProfileAvailability:string'],
      ].map((column) => column.split(':')),
    );
    expect(
      await hunt(`print Of = "${hash('a')}" | invoke FileProfile("Of") | project SHA1, SHA256, MD5, FileSize`),
    ).toEqual([[hash('a'), 'a'.repeat(64), 'a'.repeat(32), 7]]);
  });

  test('takes the column by its name or as text, and 256-bit hashes by the column that is named so', async () => {
    const rows = [[hash('b'), 1, 'Available']];
    for (const column of ['InitiatingProcessSHA1', '"InitiatingProcessSHA1"'])
      expect(
        await hunt(`DeviceFileEvents | where InitiatingProcessSHA1 != "" | invoke FileProfile(${column}, 1000)
          | project SHA1, GlobalPrevalence, ProfileAvailability`),
        column,
      ).toEqual(rows);
    expect(
      await hunt(`print SHA256 = "${'a'.repeat(64)}" | invoke FileProfile(SHA256) | project SHA1, GlobalPrevalence`),
    ).toEqual([[hash('a'), 1]]);
  });

  test('says which rows it has no profile for, and why', async () => {
    expect(
      await hunt(`datatable(SHA1:string)["${hash('A')}", "${hash('d')}", "no hash", "${hash('a')}"] | invoke FileProfile(SHA1, 3)
        | project GlobalPrevalence, SignatureState, ProfileAvailability`),
    ).toEqual([
      [2, 'SignedValid', 'Available'],
      [null, 'Unknown', 'Missing'],
      [null, '', ''],
      [null, '', ''],
    ]);
    expect(
      await hunt(`range i from 1 to 1200 step 1 | extend SHA1 = "${hash('a')}" | invoke FileProfile(SHA1, 5000)
        | summarize count() by ProfileAvailability | sort by count_`),
    ).toEqual([
      ['Available', 1000],
      ['', 200],
    ]);
  });

  test('refuses what it cannot answer, by name and place', async () => {
    await expect(hunt('DeviceInfo\n| invoke FileProfile()')).rejects.toMatchObject({
      code: 'semantic',
      message: "The function 'FileProfile' needs the column 'SHA1', which its input does not have",
      line: 2,
      column: 10,
    });
    await expect(hunt('DeviceFileEvents | invoke FileProfile(Sha1)')).rejects.toMatchObject({ code: 'semantic' });
    await expect(hunt('DeviceFileEvents | invoke FileProfile(tolower(SHA1))')).rejects.toMatchObject({
      code: 'semantic',
    });
  });

  test('reads nothing that its caller may not read', async () => {
    const scope: HuntScope = {
      ...wholeNamespace(null),
      tables: new Map<string, HuntScope['others']>([['DeviceImageLoadEvents', { refused: 'not-granted' }]]),
    };
    await expect(hunt('DeviceFileEvents | invoke FileProfile()', scope)).rejects.toMatchObject({
      code: 'forbidden-table',
      message: "The table 'DeviceImageLoadEvents' is not granted to the application",
      line: 1,
      column: 27,
    });
    const narrow: HuntScope = { ...scope, tables: new Map([['DeviceImageLoadEvents', ['Timestamp', 'DeviceId']]]) };
    await expect(hunt('print SHA1 = "" | invoke FileProfile()', narrow)).rejects.toMatchObject({
      code: 'semantic',
      message: expect.stringMatching(
        /^In the function 'FileProfile': The name 'SHA\d+' does not refer to any known column/,
      ),
    });
    expect(await hunt('DeviceFileEvents | count', narrow)).toEqual([[3]]);
  });

  test('gives way to a function of that name in the query', async () => {
    expect(await hunt('let FileProfile = (T:(*)) { T | extend Own = true }; print 1 | invoke FileProfile()')).toEqual([
      [1, true],
    ]);
  });
});

describe('devices and addresses', () => {
  test('DeviceFromIP finds who has an address now or had it at a moment', async () => {
    const events = 'DeviceNetworkEvents | project IP = RemoteIP';
    expect(await hunt(`${events} | invoke DeviceFromIP() | sort by IP asc`)).toEqual([
      ['10.0.0.1', 'two'],
      ['fe80::2', 'two'],
    ]);
    expect(await hunt(`${events} | invoke DeviceFromIP(IP, datetime(2026-02-24))`)).toEqual([['10.0.0.1', 'one']]);
    expect(await hunt('DeviceNetworkEvents | invoke DeviceFromIP("LocalIP") | where DeviceId == "one"')).toEqual([
      ['10.0.0.2', 'one'],
    ]);
  });

  test('AssignedIPAddresses finds the addresses of a device by id or name', async () => {
    expect(await hunt('AssignedIPAddresses("PC-1") | project Timestamp, IPAddress, IPType')).toEqual([
      ['2026-02-25T00:00:00Z', '10.0.0.2', 'Private'],
    ]);
    expect(await hunt('AssignedIPAddresses("one", datetime(2026-02-21)) | project IPAddress')).toEqual([['10.0.0.1']]);
    expect(
      await hunt(`let Day = datetime(2026-02-26); let Name = "pc-2"; AssignedIPAddresses(Name, Day)
        | project DeviceName, IPAddress, AssignedTime = Timestamp
        | join kind=inner DeviceNetworkEvents on $left.IPAddress == $right.RemoteIP
        | where Timestamp between ((AssignedTime - 1h) .. (AssignedTime + 1d)) | project DeviceName, DeviceName1`),
    ).toEqual([['PC-2', 'PC-1']]);
  });

  test('SeenBy lists who met a device on the network', async () => {
    expect(await hunt('datatable(DeviceId:string)["two", "one"] | invoke SeenBy()')).toEqual([
      ['two', [{ DeviceId: 'one', DeviceName: 'PC-1', LastSeen: '2026-02-27T00:00:00.0000000Z' }]],
      ['one', []],
    ]);
    expect(
      await hunt('print Id = "two" | invoke SeenBy(Id) | mv-expand SeenBy | project tostring(SeenBy.DeviceId)'),
    ).toEqual([['one']]);
  });
});
