// Vulnerability management and the exposure graph: states rather than events, reported once.

import type { Device } from '../company/devices.js';
import type { Random } from '../random.js';
import { day, hour, type Moment, minute } from '../timeline.js';
import type { World } from '../world.js';
import { configurations, extensions, software, weaknesses } from './weaknesses.js';

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
