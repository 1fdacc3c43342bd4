// How story two takes the domain: its database, a new administrator, and no traces.

import { office } from '../../company/network.js';
import { defenderDeed } from '../../noise/cloud-deeds.js';
import { chromeOnWindows } from '../../noise/user-agents.js';
import { hour, type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { addedAccount, dumper, stolen, victimOf } from './cast.js';
import { arrive } from './move.js';

export function takeTheController(world: World, at: Moment): void {
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

export function addAdministrator(world: World, at: Moment): void {
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

export function coverTracks(world: World, at: Moment): void {
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
