// What the platform knows of computers and accounts at rest: DeviceInfo, DeviceNetworkInfo, IdentityInfo and their like.

import { type Account, domain } from '../company/accounts.js';
import type { Device } from '../company/devices.js';
import { webServerIp } from '../company/network.js';
import type { Person } from '../company/people.js';
import { day, hour, minute } from '../timeline.js';
import type { Routine, World } from '../world.js';

/** Facts of every computer four times a day, of its network once. */
export function reportDevices(world: World): Routine {
  const random = world.random('inventory');
  let passed = 0;
  return (hourStart) => {
    const index = passed++;
    for (const [position, device] of world.company.devices.entries()) {
      const at = hourStart + ((position * 61) % 3500) * (hour / 3600);
      if ((index + position) % 6 === 0) reportDevice(world, device, at, random.between(1, 100_000));
      if ((index + position) % 24 === 0) reportNetwork(world, device, at, random.between(1, 100_000));
    }
  };
}

function reportDevice(world: World, device: Device, at: number, reportId: number): void {
  const managed = device.role !== 'unmanaged';
  const session = managed ? world.machine(device).session : undefined;
  const internetFacing = device.role === 'web-server';
  const kind =
    device.role === 'workstation' || device.role === 'mac'
      ? 'Workstation'
      : managed
        ? 'Server'
        : unmanagedKind(device.host);
  world.record(at, 'DeviceInfo', {
    DeviceId: device.id,
    DeviceName: device.name,
    ClientVersion: managed ? '10.8735.22621.3235' : '',
    PublicIP: device.publicIp,
    OSArchitecture: managed ? '64-bit' : '',
    OSPlatform: device.system.platform,
    OSBuild: device.system.build || null,
    OSVersion: device.system.version,
    OSVersionInfo: device.system.info,
    OSDistribution: device.system.distribution,
    OsBuildRevision: device.system.revision,
    IsAzureADJoined: managed && device.role === 'workstation',
    JoinType: device.role === 'workstation' ? 'Hybrid Azure AD Join' : managed ? 'Domain Joined' : '',
    AadDeviceId: managed ? device.aadDeviceId : '',
    LoggedOnUsers: JSON.stringify(
      session ? [{ UserName: session.account.name, DomainName: session.account.domain, Sid: session.account.sid }] : [],
    ),
    RegistryDeviceTag: device.role === 'domain-controller' ? 'Tier0' : '',
    MachineGroup: device.group,
    ReportId: reportId,
    OnboardingStatus: managed ? 'Onboarded' : device.host.includes('NAS') ? 'Unsupported' : 'Can be onboarded',
    AdditionalFields: internetFacing
      ? JSON.stringify({
          InternetFacingReason: 'ExternalScan',
          InternetFacingLocalPort: 443,
          InternetFacingScannedPublicPort: 443,
          InternetFacingScannedPublicIp: webServerIp,
          InternetFacingLocalIp: device.ip,
          InternetFacingTransportProtocol: 'Tcp',
          InternetFacingLastSeen: world.timeline.iso(at),
        })
      : '',
    DeviceCategory: managed ? 'Endpoint' : 'IoT',
    DeviceType: kind,
    DeviceSubtype: kind,
    Model: device.model,
    Vendor: device.vendor,
    IsInternetFacing: internetFacing,
    SensorHealthState: managed ? 'Active' : '',
    IsExcluded: false,
    ExposureLevel:
      internetFacing || device.system.platform === 'Windows7' ? 'High' : device.host.endsWith('3') ? 'Medium' : 'Low',
    AssetValue: device.group === 'Tier 0' ? 'High' : 'Normal',
    ConnectivityType: managed ? 'Streamlined' : '',
    HardwareUuid: device.aadDeviceId.toUpperCase(),
    IsTransient: false,
    MitigationStatus: '{}',
    Site: 'Tarnmouth',
    DiscoverySources: JSON.stringify(managed ? ['MDE'] : ['DeviceDiscovery']),
  });
}

function unmanagedKind(host: string): string {
  if (host.includes('PRINTER')) return 'Printer';
  if (host.includes('CAM')) return 'Camera';
  return host.includes('KIOSK') ? 'Workstation' : 'Unknown';
}

function reportNetwork(world: World, device: Device, at: number, reportId: number): void {
  const gateway = device.ip.replace(/\.\d+$/, '.1');
  world.record(at, 'DeviceNetworkInfo', {
    DeviceId: device.id,
    DeviceName: device.name,
    NetworkAdapterName: device.role === 'workstation' ? '{7A1E6F0C-WLAN}' : '{3C2D11AA-LAN}',
    MacAddress: device.mac,
    NetworkAdapterType: device.role === 'workstation' ? 'Wireless80211' : 'Ethernet',
    NetworkAdapterStatus: 'Up',
    TunnelType: 'None',
    ConnectedNetworks: JSON.stringify([
      { Name: domain.dns, Description: domain.dns, IsConnectedToInternet: true, Category: 'DomainAuthenticated' },
    ]),
    DnsAddresses: JSON.stringify(['10.20.1.10', '10.20.1.11']),
    IPv4Dhcp: device.role === 'workstation' ? '10.20.1.11' : '',
    DefaultGateways: JSON.stringify([gateway]),
    IPAddresses: JSON.stringify([{ IPAddress: device.ip, SubnetPrefix: 24, AddressType: 'Private' }]),
    ReportId: reportId,
    NetworkAdapterVendor: device.vendor,
    OnboardingStatus: device.role === 'unmanaged' ? 'Can be onboarded' : 'Onboarded',
    NetworkAdapterDnsSuffix: domain.dns,
  });
}

/** Facts of every account once a week, spread over the day. */
export function reportIdentities(world: World): Routine {
  const random = world.random('identities');
  const people = world.company.people.flatMap((person) => [
    { account: person.account, person },
    ...(person.administrator ? [{ account: person.administrator, person }] : []),
  ]);
  const accounts: { account: Account; person?: Person }[] = [
    ...people,
    ...Object.values(world.company.services).map((account) => ({ account })),
  ];
  let passed = 0;
  return (hourStart) => {
    const index = passed++;
    if (index % 168 !== 0) return;
    for (const [position, { account, person }] of accounts.entries()) {
      const at = hourStart + Math.floor((position / accounts.length) * (hour - minute));
      const privileged = account.kind === 'administrator';
      const common = {
        AccountUpn: account.upn,
        EmailAddress: account.kind === 'person' ? account.upn : '',
        CriticalityLevel: privileged ? 1 : 3,
        Type: account.kind === 'service' ? 'ServiceAccount' : 'User',
        GivenName: person?.givenName ?? '',
        Surname: person?.surname ?? '',
        Department: person?.department ?? '',
        JobTitle: person?.jobTitle ?? '',
        City: person?.city ?? '',
        Country: 'United Kingdom',
        Phone: person?.phone ?? '',
        Manager: person?.manager ?? '',
        EmployeeId: person?.employeeId ?? '',
        TenantId: domain.tenantId,
        TenantMembershipType: 'Member',
        GroupMembership: privileged
          ? ['Domain Admins', 'Domain Users']
          : ['Domain Users', ...(person ? [`grp-${person.department}`] : [])],
        AssignedRoles: privileged ? [position % 2 === 0 ? 'Global Administrator' : 'Security Administrator'] : [],
        Tags: privileged ? ['Sensitive'] : [],
      };
      const { GivenName, Surname, ...rest } = common;
      world.record(at, 'IdentityInfo', {
        ...rest,
        GivenName,
        Surname,
        ReportId: random.guid(),
        AccountObjectId: account.objectId,
        OnPremSid: account.sid,
        AccountDisplayName: account.displayName,
        AccountName: account.name,
        AccountDomain: account.domain,
        DistinguishedName: `CN=${account.displayName},OU=Staff,${domain.distinguishedName}`,
        CloudSid: `S-1-12-1-${random.digits(10)}-${random.digits(10)}`,
        IsAccountEnabled: true,
        CreatedDateTime: world.timeline.ticks(at - (200 + position * 7) * day),
        ChangeSource: 'System-UserPersona',
        BlastRadius: privileged ? 'High' : 'Low',
        CompanyName: domain.company,
        RiskLevel: '',
        SourceSystem: 'Azure',
        SourceProviders: ['ActiveDirectory', 'EntraID'],
        IdentityEnvironment: 'Hybrid',
        UserAccountControl: JSON.stringify(
          account.kind === 'service' ? ['NORMAL_ACCOUNT', 'DONT_EXPIRE_PASSWORD'] : ['NORMAL_ACCOUNT'],
        ),
        State: 'Cumbria',
      });
      if (index === 0)
        world.record(at, 'IdentityAccountInfo', {
          ...common,
          ReportId: random.guid(),
          AccountId: random.guid(),
          IdentityId: random.guid(),
          SourceProviderAccountId: account.sid,
          IsPrimary: true,
          DisplayName: account.displayName,
          Sid: account.sid,
          AccountStatus: 'Enabled',
          SourceProvider: 'ActiveDirectory',
          SourceProviderInstanceDisplayName: domain.dns,
          AuthenticationMethod: 'Credentials',
          EnrolledMfas: person ? ['Authenticator'] : [],
          CreatedDateTime: world.timeline.ticks(at - (200 + position * 7) * day),
        });
    }
  };
}
