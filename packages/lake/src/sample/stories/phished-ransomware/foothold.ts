import type { Program } from '../../company/software.js';
import { Machine } from '../../machines/machine.js';
import { profileOf } from '../../machines/paths.js';
import type { Process } from '../../machines/process.js';
import { type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { encodeCommand } from '../story.js';
import { finder, implant, victimOf } from './cast.js';

export const discovery: readonly (readonly [program: string | Program, commandLine: string])[] = [
  ['whoami.exe', 'whoami /all'],
  ['hostname.exe', 'hostname'],
  ['systeminfo.exe', 'systeminfo'],
  ['ipconfig.exe', 'ipconfig /all'],
  ['arp.exe', 'arp -a'],
  ['route.exe', 'route print'],
  ['netstat.exe', 'netstat -nao'],
  ['tasklist.exe', 'tasklist /v'],
  ['net.exe', 'net view /all'],
  ['net.exe', 'net share'],
  ['net.exe', 'net localgroup "Administrators"'],
  ['net.exe', 'net user /domain'],
  ['net.exe', 'net group "Domain Admins" /domain'],
  ['net.exe', 'net group "Enterprise Admins" /domain'],
  ['net.exe', 'net accounts /domain'],
  ['net.exe', 'net user admin /domain'],
  ['net.exe', 'net time /domain'],
  ['nltest.exe', 'nltest /dclist:quillfen'],
  ['nltest.exe', 'nltest /domain_trusts /all_trusts'],
  ['nslookup.exe', 'nslookup -querytype=ALL -timeout=12 _ldap._tcp.dc._msdcs.QUILLFEN'],
  ['WMIC.exe', 'wmic /namespace:\\\\root\\securitycenter2 path AntiVirusProduct get displayname'],
  ['netsh.exe', 'netsh.exe wlan show profile name=Quillfen key=clear'],
  [finder, 'AdFind.exe -f "objectcategory=computer" -csv name operatingSystem'],
  [finder, 'AdFind.exe -sc trustdmp'],
  [finder, 'AdFind.exe -sc domainlist'],
  [finder, 'AdFind.exe -f (objectcategory=person) -csv'],
];

export function lookAround(world: World, at: Moment, beacon: Process): void {
  const { device, person } = victimOf(world);
  const machine = world.machine(device);
  machine.file(at - second, beacon, {
    folder: finder.folder,
    name: finder.fileName,
    content: finder,
    size: finder.size,
  });
  const shell = machine.start(at, {
    parent: beacon,
    program: 'cmd.exe',
    commandLine: 'C:\\Windows\\system32\\cmd.exe',
  });
  const recon = `powershell.exe -nop -enc ${encodeCommand('whoami; net user; Get-ADComputer -Filter * | select Name; systeminfo')}`;
  machine.start(at + second, { parent: shell, program: 'powershell.exe', commandLine: recon });
  let moment = at;
  for (const [file, commandLine] of discovery) {
    moment += machine.random.between(4, 11) * second;
    const tool = machine.start(moment, { parent: shell, program: file, commandLine });
    if (file === 'net.exe')
      machine.start(moment, {
        parent: tool,
        program: 'net1.exe',
        commandLine: commandLine.replace('net ', 'C:\\Windows\\system32\\net1 '),
      });
    if (file === finder)
      machine.connect(moment + second, tool, {
        to: { ip: world.company.server('domain-controller').ip, port: 389, url: 'qf-dc-01.quillfen.example' },
      });
  }
  for (const [type, target, query] of [
    ['QueryGroup', 'Domain Admins', '(&(objectClass=group)(cn=Domain Admins))'],
    ['QueryGroup', 'Enterprise Admins', '(&(objectClass=group)(cn=Enterprise Admins))'],
    ['EnumerateUsers', 'All users', '(objectcategory=person)'],
    ['AllGroupPolicies', 'Group policies', '(objectClass=groupPolicyContainer)'],
    ['AllTrustedDomains', 'Trusts', '(objectClass=trustedDomain)'],
  ] as const)
    world.identity.query(moment + second, {
      by: person.account,
      from: device,
      to: world.company.server('domain-controller'),
      type,
      target,
      query,
    });
  world.alerts.raise(moment + 5 * minute, {
    title: 'Suspicious sequence of exploration activities',
    category: 'Discovery',
    severity: 'Low',
    techniques: ['Account Discovery (T1087)', 'Domain Trust Discovery (T1482)'],
    device,
    account: person.account,
    process: shell,
  });
}

/** Persistence, a blinded antivirus, injected code, and the password of the backup service. */
export function digIn(world: World, at: Moment, beacon: Process): void {
  const { device, person } = victimOf(world);
  const machine = world.machine(device);
  const run = `rundll32.exe ${implant.folder}\\${implant.fileName},GlobalOut`;
  machine.registry(at, beacon, {
    key: `HKEY_CURRENT_USER\\${person.account.sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Run`,
    name: 'PushNotify',
    data: run,
  });
  const task = `${profileOf(person.account)}\\AppData\\Roaming\\push\\update.vbs`;
  machine.start(at + 20 * second, {
    parent: beacon,
    program: 'schtasks.exe',
    commandLine: `schtasks /create /sc minute /mo 30 /tn PushNotify /tr "wscript.exe ${task}" /f`,
  });
  machine.file(at + 21 * second, beacon, {
    folder: `${profileOf(person.account)}\\AppData\\Roaming\\push`,
    name: 'update.vbs',
    size: 2114,
  });
  machine.event(
    at + 22 * second,
    'ScheduledTaskCreated',
    machine.service('svchost.exe', 'svchost.exe -k netsvcs -p -s Schedule'),
    { AccountName: person.account.name, AccountSid: person.account.sid },
    {
      TaskName: '\\PushNotify',
      TaskContent: `<Exec><Command>wscript.exe</Command><Arguments>${task}</Arguments></Exec>`,
      SubjectUserSid: person.account.sid,
    },
  );
  const shell = machine.start(at + 2 * minute, {
    parent: beacon,
    program: 'cmd.exe',
    commandLine: 'cmd.exe',
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
  });
  machine.start(at + 2 * minute + second, {
    parent: shell,
    program: 'powershell.exe',
    commandLine: 'powershell.exe -command "Set-MpPreference -DisableRealtimeMonitoring $true"',
  });
  machine.start(at + 2 * minute + 3 * second, {
    parent: shell,
    program: 'powershell.exe',
    commandLine: 'powershell.exe -command "Set-MpPreference -EnableControlledFolderAccess Disabled"',
  });
  machine.event(
    at + 2 * minute + 4 * second,
    'TamperingAttempt',
    shell,
    {},
    {
      TamperingAction: 'RegistryModification',
      Status: 'Ignored',
      Target: 'DisableRealtimeMonitoring',
      OriginalValue: '0',
      TamperingAttemptedValue: '1',
    },
  );
  machine.registry(at + 2 * minute + 5 * second, shell, {
    key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows Defender',
    name: 'DisableAntiSpyware',
    type: 'Dword',
    data: '1',
    previous: '0',
  });
  const target = machine.session?.shell ?? beacon;
  machine.event(at + 5 * minute, 'CreateRemoteThreadApiCall', beacon, Machine.targetColumns(target), {
    TargetMemoryOffset: '0x1f0000',
  });
  machine.event(
    at + 5 * minute + second,
    'NtAllocateVirtualMemoryRemoteApiCall',
    beacon,
    Machine.targetColumns(target),
    { Protection: 'PAGE_EXECUTE_READWRITE' },
  );
  machine.event(
    at + 6 * minute,
    'NamedPipeEvent',
    beacon,
    {},
    {
      PipeName: '\\Device\\NamedPipe\\msagent_3f',
      FileOperation: 'File created',
      NamedPipeEnd: 'Server',
      RemoteClientsAccess: 'AcceptRemote',
    },
  );
  // The injected code runs on in a host process without arguments, and tries its neighbours.
  const host = machine.start(at + 7 * minute, { parent: beacon, program: 'rundll32.exe', commandLine: 'rundll32.exe' });
  for (let neighbour = 10; neighbour < 20; neighbour++)
    machine.connect(at + 8 * minute + neighbour * second, host, {
      to: { ip: `10.20.1.${neighbour}`, port: 445, url: '' },
    });
  const search = machine.start(at + 9 * minute, {
    parent: shell,
    program: 'findstr.exe',
    commandLine: 'findstr /si password P:\\*.txt P:\\*.ini P:\\*.config',
  });
  machine.file(at + 9 * minute + second, search, {
    action: 'FileModified',
    folder: 'P:\\Scripts\\old',
    name: 'rowan-backup.config',
    content: 'the backup configuration',
  });
  world.alerts.raise(at + 10 * minute, {
    title: 'Suspicious Task Scheduler activity',
    category: 'Persistence',
    severity: 'Medium',
    techniques: ['Scheduled Task (T1053.005)'],
    device,
    account: person.account,
    process: shell,
  });
}
