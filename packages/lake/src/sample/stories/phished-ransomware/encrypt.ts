// How story one ends at night: backups go, files are renamed, the locker spreads.

import type { Account } from '../../company/accounts.js';
import type { Device } from '../../company/devices.js';
import { program } from '../../company/software.js';
import { Machine } from '../../machines/machine.js';
import { profileOf } from '../../machines/paths.js';
import type { Process } from '../../machines/process.js';
import { documentName, projects } from '../../noise/documents.js';
import { type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { locker, noteName, oddExtension, victimOf } from './cast.js';

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

export function encrypt(world: World, at: Moment): void {
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

export function spreadTargets(world: World): readonly Device[] {
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
