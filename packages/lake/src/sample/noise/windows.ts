// What Windows does by itself on every computer: telemetry, updates, scheduled tasks, the antivirus and the sensor.

import { localService, networkService } from '../company/accounts.js';
import { publicIp, sites, website } from '../company/network.js';
import { hashesOf, signedPrograms } from '../company/software.js';
import type { Machine } from '../machines/machine.js';
import type { Process } from '../machines/process.js';
import { type Random, Weighted } from '../random.js';
import { hour, type Moment, minute, second } from '../timeline.js';
import type { Routine, World } from '../world.js';

interface Chore {
  readonly weight: number;
  run(at: Moment, machine: Machine, random: Random): void;
}

const scheduler = (machine: Machine): Process =>
  machine.service('svchost.exe', 'svchost.exe -k netsvcs -p -s Schedule');
const updateService = (machine: Machine): Process =>
  machine.service('svchost.exe', 'svchost.exe -k netsvcs -p -s wuauserv');

const tasks: readonly (readonly [program: string, commandLine: string])[] = [
  ['taskhostw.exe', 'taskhostw.exe'],
  ['taskhostw.exe', 'taskhostw.exe -RegisterDevice -ProtectionStateChanged -FreeNetworkOnly'],
  ['UsoClient.exe', 'usoclient.exe StartScan'],
  ['MpCmdRun.exe', '"MpCmdRun.exe" -SignatureUpdate -ScheduleJob -RestrictPrivileges'],
  [
    'MicrosoftEdgeUpdate.exe',
    '"C:\\Program Files (x86)\\Microsoft\\EdgeUpdate\\MicrosoftEdgeUpdate.exe" /ua /installsource scheduler',
  ],
  ['updater.exe', '"C:\\Program Files (x86)\\Google\\GoogleUpdater\\124.0.6342.2\\updater.exe" --wake --system'],
  [
    'OfficeC2RClient.exe',
    '"C:\\Program Files\\Common Files\\Microsoft Shared\\ClickToRun\\OfficeC2RClient.exe" /update SCHEDULEDTASK displaylevel=False',
  ],
  ['rundll32.exe', 'rundll32.exe C:\\Windows\\system32\\PcaSvc.dll,PcaPatchSdbTask'],
  ['sc.exe', 'C:\\Windows\\system32\\sc.exe start w32time task_started'],
  [
    'powershell.exe',
    'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "C:\\ProgramData\\Inventory\\collect.ps1"',
  ],
  ['schtasks.exe', 'schtasks.exe /change /tn "\\Microsoft\\Windows\\UpdateOrchestrator\\Reboot" /disable'],
];

const chores: readonly Chore[] = [
  {
    weight: 20,
    run(at, machine, random) {
      const [file, commandLine] = random.pick(tasks);
      const task = machine.start(at, { parent: scheduler(machine), program: file, commandLine });
      if (file === 'powershell.exe') machine.load(at + second, task, 'System.Management.Automation.ni.dll');
      if (/Update|updater|OfficeC2R/.test(file))
        machine.connect(at + 2 * second, task, { to: website(random.pick(sites.update)) });
    },
  },
  {
    weight: 30,
    run(at, machine, random) {
      const service = machine.service('svchost.exe', 'svchost.exe -k utcsvc -p');
      machine.connect(at, service, { to: website(random.pick(sites.telemetry)) });
    },
  },
  {
    weight: 22,
    run(at, machine, random) {
      const sensor = machine.service(random.pick(['MsSense.exe', 'SenseCncProxy.exe']));
      machine.connect(at, sensor, {
        to: website(random.pick(sites.sensor)),
        action: random.chance(0.03) ? 'ConnectionFailed' : 'ConnectionSuccess',
      });
    },
  },
  {
    weight: 14,
    run(at, machine) {
      const resolver = machine.service('svchost.exe', 'svchost.exe -k NetworkService -p -s Dnscache', networkService);
      machine.connect(at, resolver, { to: { ip: '10.20.1.10', port: 53, url: '' }, protocol: 'Udp' });
      machine.connect(at + second, machine.service('lsass.exe'), {
        to: { ip: '10.20.1.10', port: 88, url: 'qf-dc-01.quillfen.example' },
      });
    },
  },
  {
    weight: 10,
    run(at, machine, random) {
      const name = random.pick(sites.web);
      const answers = JSON.stringify([`type: 5 ${name}`, `::ffff:${publicIp(name)}`]);
      machine.event(
        at,
        'DnsQueryResponse',
        machine.service('svchost.exe', 'svchost.exe -k NetworkService -p -s Dnscache', networkService),
        {},
        { DnsQueryString: name, DnsQueryResult: answers },
      );
    },
  },
  {
    weight: 12,
    run(at, machine, random) {
      const host = random.pick([...sites.update, ...sites.telemetry]);
      const to = website(host, random.chance(0.4) ? 80 : 443);
      const additional =
        to.port === 80
          ? {
              SignatureName: 'HTTP_Client',
              SignatureMatchedContent: `${random.pick(['GET', 'GET', 'POST', 'HEAD'])} /${random.hex(6)}.${random.pick(['cab', 'crl', 'txt', 'exe', 'js'])}`,
              SamplePacketContent: [`GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: Microsoft-CryptoAPI/10.0`],
            }
          : {
              SignatureName: random.pick(['SSL_Client', 'SMB_Client', 'NTLM-Challenge', 'SSH']),
              SignatureMatchedContent: random.pick(['%16%03%01', 'SSH-2', 'SSH-1', 'NTLMSSP']),
              SamplePacketContent: [''],
            };
      machine.connect(at, machine.service('ntoskrnl.exe'), { to, action: 'NetworkSignatureInspected', additional });
      if (to.port === 443)
        machine.connect(at, machine.service('ntoskrnl.exe'), {
          to,
          action: 'SslConnectionInspected',
          additional: {
            direction: 'Out',
            conn_state: 'S1',
            server_name: host,
            version: 'TLSv12',
            ja3: hashesOf(`client ${host}`).md5,
            ja3s: hashesOf(`server ${host}`).md5,
            established: 'true',
            issuer: 'CN=Example Issuing CA 3',
          },
        });
    },
  },
  {
    weight: 8,
    run(at, machine, random) {
      const change = random.pick([
        {
          key: 'HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\W32Time\\SecureTimeLimits',
          name: 'SecureTimeEstimated',
          type: 'Binary' as const,
        },
        {
          key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update',
          name: 'LastOnline',
          type: 'String' as const,
        },
        { key: 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\BITS', name: 'Start', type: 'Dword' as const },
        {
          key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tasks',
          name: 'DynamicInfo',
          type: 'Binary' as const,
        },
        {
          key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run',
          name: 'SecurityHealth',
          type: 'ExpandString' as const,
        },
      ]);
      machine.registry(at, random.chance(0.5) ? scheduler(machine) : updateService(machine), {
        ...change,
        data: change.name === 'SecurityHealth' ? '%windir%\\system32\\SecurityHealthSystray.exe' : random.digits(9),
        previous: random.digits(9),
      });
    },
  },
  {
    weight: 7,
    run(at, machine, random) {
      const folder = random.pick([
        'C:\\Windows\\SoftwareDistribution\\Download',
        'C:\\ProgramData\\Microsoft\\Windows Defender\\Scans\\History\\Service',
        'C:\\Windows\\Temp',
        'C:\\ProgramData\\Microsoft\\Network\\Downloader',
      ]);
      machine.file(at, updateService(machine), {
        action: random.pick(['FileCreated', 'FileModified', 'FileDeleted']),
        folder,
        name: `${random.hex(12)}.${random.pick(['cab', 'tmp', 'log', 'dat'])}`,
      });
    },
  },
  {
    weight: 2.2,
    run(at, machine, random) {
      const name = random.pick([
        '\\Microsoft\\Windows\\WindowsUpdate\\Scheduled Start',
        '\\GoogleUpdateTaskMachineUA',
        '\\MicrosoftEdgeUpdateTaskMachineCore',
        '\\Inventory\\Collect',
      ]);
      const command = name.includes('Inventory') ? 'powershell.exe' : 'C:\\Windows\\system32\\sc.exe';
      const content = `<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Principals><Principal id="Author"><UserId>S-1-5-18</UserId></Principal></Principals><Actions Context="Author"><Exec><Command>${command}</Command></Exec></Actions></Task>`;
      machine.event(
        at,
        random.pick(['ScheduledTaskUpdated', 'ScheduledTaskUpdated', 'ScheduledTaskCreated', 'ScheduledTaskDeleted']),
        scheduler(machine),
        {},
        { TaskName: name, TaskContent: content, SubjectUserSid: 'S-1-5-18' },
      );
    },
  },
  {
    weight: 1.6,
    run(at, machine, random) {
      machine.event(
        at,
        'AntivirusScanCompleted',
        machine.service('MsMpEng.exe'),
        {},
        {
          ScanTypeIndex: random.pick(['Quick', 'Quick', 'Full']),
          ScanId: random.guid(),
          Domain: 'NT AUTHORITY',
          User: 'SYSTEM',
          ScanParametersIndex: 'Antimalware',
        },
      );
    },
  },
  {
    weight: 5,
    run(at, machine, random) {
      const other = random.pick(
        machine.device.ip.startsWith('10.20.1.')
          ? ['203.0.113.77', '198.51.100.140', '10.20.30.9']
          : ['10.20.30.9', '10.20.10.31', '10.20.30.5'],
      );
      machine.event(at, 'FirewallInboundConnectionBlocked', machine.service('ntoskrnl.exe'), {
        RemoteIP: other,
        RemotePort: random.between(40_000, 60_000),
        LocalIP: machine.device.ip,
        LocalPort: random.pick([135, 137, 139, 1900, 5353]),
      });
    },
  },
  {
    weight: 6,
    run(at, machine, random) {
      const host = machine.service('svchost.exe', 'svchost.exe -k DcomLaunch -p');
      const provider = machine.start(at, {
        parent: host,
        program: 'WmiPrvSE.exe',
        commandLine: 'C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding',
        account: networkService,
      });
      machine.load(at, provider, 'wbemcomn.dll');
      if (random.chance(0.2))
        machine.event(
          at + second,
          'OpenProcessApiCall',
          machine.service('MsMpEng.exe'),
          { ...processTarget(machine) },
          { DesiredAccess: 4112 },
        );
    },
  },
  {
    weight: 3,
    run(at, machine, random) {
      machine.logon(at, {
        account: random.pick([localService, networkService]),
        type: 'Service',
        protocol: 'Negotiate',
        localAdmin: false,
        by: machine.service('services.exe'),
      });
    },
  },
];

function processTarget(machine: Machine) {
  const lsass = machine.service('lsass.exe');
  return {
    FileName: 'lsass.exe',
    FolderPath: lsass.path,
    ProcessId: lsass.id,
    ProcessCommandLine: lsass.commandLine,
    ProcessCreationTime: lsass.created,
  };
}

const weightedChores = new Weighted(chores, (chore) => chore.weight);

/** The chores of one Windows computer; desktops sleep when nobody is there. */
export function runWindows(world: World, machine: Machine): Routine {
  const random = world.random(`windows ${machine.device.host}`);
  const isServer = machine.device.role !== 'workstation';
  let certified = false;
  return (hourStart) => {
    const awake = isServer || machine.session !== undefined || random.chance(0.12);
    if (!awake) return;
    if (!certified) {
      certified = true;
      certify(world, machine, random, hourStart);
      listen(machine, hourStart + 2 * minute);
    }
    const count = random.count((isServer ? 1.5 : 2.2) * world.scale);
    for (let done = 0; done < count; done++)
      weightedChores.pick(random).run(hourStart + Math.floor(random.next() * (hour - minute)), machine, random);
  };
}

/** Certificates of the programs that are there. */
function certify(world: World, machine: Machine, random: Random, at: Moment): void {
  for (const file of signedPrograms()) {
    if (!random.chance(0.12)) continue;
    const byWindows = file.signer.startsWith('Microsoft');
    world.record(at + minute, 'DeviceFileCertificateInfo', {
      DeviceId: machine.device.id,
      DeviceName: machine.device.name,
      SHA1: file.sha1,
      IsSigned: true,
      SignatureType: file.signer === 'Microsoft Windows' ? 'Catalog' : 'Embedded',
      Signer: file.signer,
      SignerHash: hashesOf(file.signer).sha1,
      Issuer: byWindows
        ? 'Microsoft Windows Production PCA 2011'
        : 'DigiCert Trusted G4 Code Signing RSA4096 SHA384 2021 CA1',
      IssuerHash: hashesOf(byWindows ? 'Microsoft' : 'Other').sha1,
      CertificateSerialNumber: `33${hashesOf(`serial ${file.signer}`).md5.slice(0, 30)}`,
      CrlDistributionPointUrls: JSON.stringify([
        byWindows
          ? 'http://www.microsoft.com/pkiops/crl/MicWinProPCA2011_2011-10-19.crl'
          : 'http://crl3.digicert.com/DigiCertTrustedG4.crl',
      ]),
      CertificateCreationTime: '2023-05-04T18:02:11Z',
      CertificateExpirationTime: '2026-05-01T18:02:11Z',
      CertificateCountersignatureTime: '2024-02-02T09:41:05Z',
      IsTrusted: true,
      IsRootSignerMicrosoft: byWindows,
      ReportId: random.between(1, 100_000),
    });
  }
}

const listeners: Partial<
  Record<Machine['device']['role'], readonly (readonly [service: string, port: number, commandLine?: string])[]>
> = {
  'domain-controller': [
    ['lsass.exe', 88],
    ['lsass.exe', 389],
    ['lsass.exe', 636],
    ['dns.exe', 53],
  ],
  'database-server': [['sqlservr.exe', 1433, '"sqlservr.exe" -sMSSQLSERVER']],
  'web-server': [['ntoskrnl.exe', 443]],
  'backup-server': [['RowanBackupService.exe', 10_005]],
};

/** What a computer listens on. */
function listen(machine: Machine, at: Moment): void {
  const ports = [
    ['ntoskrnl.exe', 445, undefined] as const,
    ...(machine.device.role === 'workstation'
      ? []
      : [['svchost.exe', 3389, 'svchost.exe -k termsvcs -s TermService'] as const]),
    ...(listeners[machine.device.role] ?? []),
  ];
  for (const [service, localPort, commandLine] of ports)
    machine.connect(at, machine.service(service, commandLine), {
      action: 'ListeningConnectionCreated',
      to: { ip: '', port: 0, url: '' },
      localIp: '0.0.0.0',
      localPort,
    });
}
