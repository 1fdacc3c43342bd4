// Vulnerability management and the exposure graph: states rather than events, reported once.

import type { Device } from '../company/devices.js';
import type { Random } from '../random.js';
import { day, hour, type Moment, minute } from '../timeline.js';
import type { World } from '../world.js';

/** vendor, product, version, end of support, where it runs. */
const software: readonly (readonly [
  vendor: string,
  name: string,
  version: string,
  support: string,
  on: 'all' | 'desk' | 'server' | 'linux' | 'some',
])[] = [
  ['microsoft', 'edge_chromium-based', '122.0.2365.80', '', 'desk'],
  ['microsoft', 'office', '16.0.17328.20162', '', 'desk'],
  ['microsoft', 'teams', '24046.2813.2770.1094', '', 'desk'],
  ['microsoft', '.net_framework', '4.8.9037.0', '', 'all'],
  ['google', 'chrome', '122.0.6261.112', '', 'desk'],
  ['mozilla', 'firefox', '123.0.1', '', 'some'],
  ['adobe', 'acrobat_dc', '23.8.20555.0', '', 'desk'],
  ['videolan', 'vlc_media_player', '3.0.12.0', 'EOS Version', 'some'],
  ['7-zip', '7-zip', '23.01', '', 'desk'],
  ['oracle', 'jre', '8.0.3210.7', 'Upcoming EOS Version', 'some'],
  ['python', 'python', '3.11.8', '', 'some'],
  ['microsoft', 'sql_server_2019', '15.0.4345.5', '', 'server'],
  ['openssl', 'openssl', '3.0.8', '', 'server'],
  ['haxx', 'curl', '8.0.1', '', 'server'],
  ['apache', 'log4j', '2.14.1', 'EOS Version', 'server'],
  ['xz', 'xz-utils', '5.6.0', '', 'linux'],
  ['nginx', 'nginx', '1.18.0', 'EOS Version', 'linux'],
];

/** CVE, product, severity, CVSS, exploit, day of publication (or days before the report), description of our own. */
const weaknesses: readonly (readonly [
  cve: string,
  product: string,
  severity: string,
  score: string,
  exploit: boolean,
  published: string | number,
  text: string,
])[] = [
  [
    'CVE-2021-44228',
    'log4j',
    'Critical',
    '10',
    true,
    '2021-12-10',
    'Message lookups in a logging library let remote input load code.',
  ],
  [
    'CVE-2024-3094',
    'xz-utils',
    'Critical',
    '10',
    true,
    '2024-03-29',
    'Release archives of a compression library carry a backdoor.',
  ],
  [
    'CVE-2023-38545',
    'curl',
    'High',
    '9.8',
    true,
    '2023-10-18',
    'A long host name overflows the buffer of a SOCKS5 handshake.',
  ],
  [
    'CVE-2022-3602',
    'openssl',
    'High',
    '7.5',
    false,
    '2022-11-01',
    'Certificate names with crafted encodings overrun a stack buffer.',
  ],
  ['CVE-2023-40477', '7-zip', 'High', '7.8', false, '2023-08-24', 'Recovery volumes of archives are not validated.'],
  [
    'CVE-2021-25801',
    'vlc_media_player',
    'High',
    '7.1',
    false,
    '2021-07-26',
    'Crafted video files read beyond a buffer.',
  ],
  ['CVE-2020-26664', 'vlc_media_player', 'High', '7.8', true, '2021-01-08', 'Crafted mkv files overflow the heap.'],
  ['CVE-2023-21930', 'jre', 'High', '7.4', false, '2023-04-18', 'TLS handshakes can be made to reveal or change data.'],
  [
    'CVE-2024-2631',
    'edge_chromium-based',
    'Medium',
    '6.5',
    false,
    '2024-03-20',
    'A prompt can be made to look like another.',
  ],
  ['CVE-2024-2883', 'chrome', 'Critical', '8.8', true, '2024-03-26', 'Freed memory is used by a graphics layer.'],
  ['CVE-2023-36884', 'office', 'High', '8.8', true, '2023-07-11', 'Crafted documents run code when opened.'],
  [
    'CVE-2022-30190',
    'office',
    'High',
    '7.8',
    true,
    '2022-06-01',
    'A diagnostic tool called from a document runs code.',
  ],
  ['CVE-2023-26369', 'acrobat_dc', 'High', '7.8', true, '2023-09-12', 'Crafted PDF files write beyond a buffer.'],
  ['CVE-2021-23017', 'nginx', 'High', '7.7', true, '2021-06-01', 'DNS answers overwrite a byte of memory.'],
  [
    'CVE-2023-29349',
    'sql_server_2019',
    'High',
    '7.8',
    false,
    '2023-06-16',
    'A database driver runs code of a hostile server.',
  ],
  ['CVE-2023-24329', 'python', 'Low', '3.7', true, '2023-02-17', 'Blank characters before a URL defeat block lists.'],
  [
    'CVE-2023-36049',
    '.net_framework',
    'High',
    '7.6',
    true,
    '2023-11-14',
    'Commands can be injected into file transfers.',
  ],
  [
    'TVM-2024-0417',
    'firefox',
    'High',
    '8.1',
    true,
    12,
    'Crafted fonts overflow a table; no CVE has been assigned yet.',
  ],
];

/** Configuration id, name, category, subcategory, impact. */
const configurations: readonly (readonly [
  id: string,
  name: string,
  category: string,
  subcategory: string,
  impact: number,
])[] = [
  ['scid-91', 'Turn on behaviour monitoring', 'Security controls', 'Antivirus', 8],
  ['scid-2000', 'Turn on the endpoint sensor', 'Security controls', 'EDR', 9],
  ['scid-2001', 'Repair sensor data collection', 'Security controls', 'EDR', 9],
  ['scid-2002', 'Repair impaired communications', 'Security controls', 'EDR', 9],
  ['scid-2003', 'Turn on tamper protection', 'Security controls', 'Antivirus', 8],
  ['scid-2010', 'Turn on the antivirus', 'Security controls', 'Antivirus', 9],
  ['scid-2011', 'Update antivirus signatures', 'Security controls', 'Antivirus', 9],
  ['scid-2012', 'Turn on real-time protection', 'Security controls', 'Antivirus', 9],
  ['scid-2013', 'Turn on protection from unwanted applications', 'Security controls', 'Antivirus', 5],
  ['scid-2014', 'Repair antivirus reporting', 'Security controls', 'Antivirus', 5],
  ['scid-2016', 'Turn on cloud-delivered protection', 'Security controls', 'Antivirus', 7],
  ['scid-2500', 'Block Office from starting other programs', 'Security controls', 'Attack Surface Reduction', 8],
  ['scid-3', 'Disable the old file sharing protocol', 'OS', 'Network', 7],
];

const extensions: readonly (readonly [id: string, name: string, risk: string, permissions: readonly string[]])[] = [
  ['aapbdbdomjkkjkaonfhkkikfgjllcleb', 'Page translator', 'Low', ['activeTab', 'storage']],
  ['cjpalhdlnbpafiamejdnhcphjbkeiagm', 'Content filter', 'High', ['webRequest', 'tabs', 'storage', '<all_urls>']],
  [
    'bkmlohnpagcfdjnghkeomlcpfaefjjml',
    'Coupon finder',
    'Critical',
    ['webRequest', 'cookies', 'history', 'tabs', 'clipboardRead'],
  ],
  ['nmmhkkegccagdldgiimedpiccmgmieda', 'Password keeper', 'Medium', ['tabs', 'clipboardWrite']],
];

/** Reports the state of everything, some hours before the end so that short windows see it. */
export function assess(world: World, at: Moment): void {
  const random = world.random('vulnerabilities');
  const devices = world.company.devices.filter(({ role }) => role !== 'unmanaged');
  const spread = () => at + Math.floor(random.next() * (hour - minute));
  const plain = (table: string, values: Readonly<Record<string, unknown>>) =>
    world.record(spread(), table, values, false);

  for (const device of devices) {
    for (const [vendor, name, version, support, on] of software) {
      if (!runsOn(on, device, random)) continue;
      const identity = {
        DeviceId: device.id,
        DeviceName: device.name,
        OSPlatform: device.system.platform,
        OSVersion: device.system.version,
        OSArchitecture: 'x64',
        SoftwareVendor: vendor,
        SoftwareName: name,
        SoftwareVersion: version,
      };
      plain('DeviceTvmSoftwareInventory', {
        ...identity,
        EndOfSupportStatus: support,
        EndOfSupportDate: support ? '2023-12-31T00:00:00Z' : null,
        ProductCodeCpe: `cpe:2.3:a:${vendor}:${name}:${version}:*:*:*:*:*:*:*`,
      });
      plain('DeviceTvmSoftwareEvidenceBeta', {
        DeviceId: device.id,
        SoftwareVendor: vendor,
        SoftwareName: name,
        SoftwareVersion: version,
        RegistryPaths: [],
        DiskPaths: [`C:\\Program Files\\${name}`],
        LastSeenTime: world.timeline.iso(at),
      });
      for (const [cve, product, severity] of weaknesses)
        if (product === name && random.chance(0.75))
          plain('DeviceTvmSoftwareVulnerabilities', {
            ...identity,
            CveId: cve,
            VulnerabilitySeverityLevel: severity,
            RecommendedSecurityUpdate: `Update ${name}`,
            RecommendedSecurityUpdateId: random.digits(7),
            CveTags: [],
          });
    }
    for (const [id, , category, subcategory, impact] of configurations) {
      const moment = spread();
      world.record(moment, 'DeviceTvmSecureConfigurationAssessment', {
        DeviceId: device.id,
        DeviceName: device.name,
        OSPlatform: device.system.platform,
        ConfigurationId: id,
        ConfigurationCategory: category,
        ConfigurationSubcategory: subcategory,
        ConfigurationImpact: impact,
        IsCompliant: random.chance(0.85),
        IsApplicable: device.system.platform.startsWith('Windows') || id !== 'scid-3',
        Context: [],
        IsExpectedUserImpact: false,
      });
    }
    const moment = spread();
    world.record(moment, 'DeviceTvmInfoGathering', {
      LastSeenTime: world.timeline.ticks(moment),
      DeviceId: device.id,
      DeviceName: device.name,
      OSPlatform: device.system.platform,
      AdditionalFields: {
        AvMode: '0',
        AvSignatureRing: String(random.pick([4, 4, 4, 5, 1])),
        AvPlatformRing: '4',
        AvEngineRing: String(random.pick([4, 5])),
        AvSignatureVersion: '1.407.345.0',
        AvScanResults: JSON.stringify({
          Quick: { ScanStatus: 'Completed', ErrorCode: '0', Timestamp: world.timeline.iso(moment) },
          Full: {
            ScanStatus: random.pick(['Completed', 'Cancelled']),
            ErrorCode: '0',
            Timestamp: world.timeline.iso(moment - 50 * hour),
          },
        }),
      },
    });
    plain('DeviceTvmHardwareFirmware', {
      DeviceId: device.id,
      DeviceName: device.name,
      ComponentType: 'Bios',
      Manufacturer: device.vendor,
      ComponentName: `${device.model} firmware`,
      ComponentFamily: device.model,
      ComponentVersion: `1.${random.between(2, 19)}.0`,
      AdditionalFields: {},
    });
    plain('DeviceTvmCertificateInfo', {
      DeviceId: device.id,
      Thumbprint: random.hex(40),
      Path: 'LocalMachine\\My',
      SerialNumber: random.hex(32),
      IssuedTo: { CommonName: device.name },
      IssuedBy: { CommonName: 'Quillfen Issuing CA' },
      FriendlyName: '',
      SignatureAlgorithm: random.chance(0.1) ? 'sha1RSA' : 'sha256RSA',
      KeySize: '2048',
      ExpirationDate: '2026-09-01 00:00:00',
      IssueDate: '2023-09-01 00:00:00',
      SubjectType: 'EndEntity',
      KeyUsage: 'Digital Signature',
      ExtendedKeyUsage: 'Server Authentication',
    });
    if (device.role === 'workstation')
      for (const [id, name, risk] of extensions)
        if (random.chance(0.4))
          plain('DeviceTvmBrowserExtensions', {
            DeviceId: device.id,
            BrowserName: 'edge',
            ExtensionId: id,
            ExtensionName: name,
            ExtensionDescription: name,
            ExtensionVersion: `1.${random.below(9)}`,
            ExtensionRisk: risk,
            ExtensionVendor: '',
            IsActivated: 'true',
            InstallationTime: '2024-01-15T08:00:00Z',
          });
  }
  describeKnowledge(world, at, plain);
  drawGraph(world, plain);
}

function runsOn(on: string, device: Device, random: Random): boolean {
  const linux = device.role === 'linux-server';
  if (on === 'linux') return linux;
  if (on === 'server') return device.role.endsWith('server') && random.chance(0.5);
  if (linux) return false;
  return on === 'all' || (device.role === 'workstation' && (on === 'desk' || random.chance(0.3)));
}

function describeKnowledge(
  world: World,
  at: Moment,
  plain: (table: string, values: Readonly<Record<string, unknown>>) => void,
): void {
  for (const [cve, product, severity, score, exploit, published, text] of weaknesses)
    plain('DeviceTvmSoftwareVulnerabilitiesKB', {
      CveId: cve,
      CvssScore: score,
      IsExploitAvailable: exploit,
      VulnerabilitySeverityLevel: severity,
      LastModifiedTime: publicationOf(published, world, at),
      PublishedDate: publicationOf(published, world, at),
      VulnerabilityDescription: text,
      AffectedSoftware: [product],
    });
  for (const [id, name, category, subcategory, impact] of configurations)
    plain('DeviceTvmSecureConfigurationAssessmentKB', {
      ConfigurationId: id,
      ConfigurationImpact: impact,
      ConfigurationName: name,
      ConfigurationDescription: name,
      RiskDescription: `Without it: ${name.toLowerCase()}.`,
      ConfigurationCategory: category,
      ConfigurationSubcategory: subcategory,
      ConfigurationBenchmarks: [],
      Tags: [],
      RemediationOptions: 'Group policy',
    });
  for (const [id, name, risk, permissions] of extensions)
    for (const permission of permissions)
      plain('DeviceTvmBrowserExtensionsKB', {
        BrowserName: 'edge',
        ExtensionId: id,
        ExtensionName: name,
        ExtensionDescription: name,
        ExtensionVersion: ['1.0'],
        ExtensionRisk: risk,
        PermissionId: permission,
        PermissionName: permission,
        PermissionDescription: `Use of ${permission}`,
        PermissionRisk: risk,
        IsPermissionRequired: 'true',
      });
}

function publicationOf(published: string | number, world: World, at: Moment): string | bigint {
  return typeof published === 'number' ? world.timeline.ticks(at - published * day) : `${published}T00:00:00Z`;
}

function drawGraph(world: World, plain: (table: string, values: Readonly<Record<string, unknown>>) => void): void {
  const { company } = world;
  for (const device of company.devices)
    plain('ExposureGraphNodes', {
      NodeId: device.aadDeviceId,
      NodeLabel: 'device',
      NodeName: device.name,
      Categories: ['device'],
      NodeProperties: { rawData: { deviceName: device.name, osPlatform: device.system.platform } },
      EntityIds: [{ type: 'DeviceInventoryId', id: device.id }],
    });
  const edge = (
    label: string,
    source: readonly [string, string, string],
    target: readonly [string, string, string],
    properties: unknown,
  ) =>
    plain('ExposureGraphEdges', {
      EdgeId: `${source[0]}|${label}|${target[0]}`,
      EdgeLabel: label,
      SourceNodeId: source[0],
      SourceNodeName: source[1],
      SourceNodeLabel: source[2],
      SourceNodeCategories: [source[2]],
      TargetNodeId: target[0],
      TargetNodeName: target[1],
      TargetNodeLabel: target[2],
      TargetNodeCategories: [target[2]],
      EdgeProperties: properties,
    });
  for (const person of company.people) {
    const node = [person.account.objectId, person.account.displayName, 'user'] as const;
    plain('ExposureGraphNodes', {
      NodeId: node[0],
      NodeLabel: 'user',
      NodeName: node[1],
      Categories: ['identity'],
      NodeProperties: { rawData: { accountUpn: person.account.upn } },
      EntityIds: [{ type: 'AadObjectId', id: person.account.objectId }],
    });
    if (!person.administrator) continue;
    for (const device of company.devices.filter(({ group }) => group === 'Servers' || group === 'Tier 0'))
      edge(
        'has permissions to',
        [person.administrator.objectId, person.administrator.displayName, 'user'],
        [device.aadDeviceId, device.name, 'device'],
        { rawData: { permissions: [{ name: 'Local administrator' }] } },
      );
  }
  for (const device of company.devices)
    if (device.owner)
      edge(
        'frequently logged in by',
        [device.aadDeviceId, device.name, 'device'],
        [device.owner.account.objectId, device.owner.account.displayName, 'user'],
        {},
      );
}
