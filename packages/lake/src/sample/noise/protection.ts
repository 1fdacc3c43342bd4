// What the protection of the computers reports on ordinary days: blocked habits, drivers, policy changes, and its own small alarms.

import { hashesOf, program } from '../company/software.js';
import { Machine } from '../machines/machine.js';
import { Weighted } from '../random.js';
import { hour, minute } from '../timeline.js';
import type { Routine, World } from '../world.js';

/** DeviceEvents that need little more than a name, a process and a detail. */
const reports: readonly {
  action: string;
  weight: number;
  by: string;
  target?: string;
  columns?: Record<string, unknown>;
  additional?: Record<string, unknown>;
}[] = [
  {
    action: 'AsrOfficeChildProcessAudited',
    weight: 4,
    by: 'EXCEL.EXE',
    target: 'splwow64.exe',
    additional: { IsAudit: true, RuleId: 'd4f940ab-401b-4efc-aadc-ad5f3c50688a' },
  },
  {
    action: 'AsrLsassCredentialTheftAudited',
    weight: 6,
    by: 'taskhostw.exe',
    target: 'lsass.exe',
    additional: { IsAudit: true, RuleId: '9e6c4e1f-7d60-472f-ba1a-a39ef669e4b2' },
  },
  {
    action: 'AsrUntrustedExecutableAudited',
    weight: 4,
    by: 'explorer.exe',
    target: 'vlc.exe',
    additional: { IsAudit: true, RuleId: '01443614-cd74-433a-b99e-2ecdc07bfc25' },
  },
  {
    action: 'AsrExecutableEmailContentBlocked',
    weight: 1,
    by: 'OUTLOOK.EXE',
    target: 'wscript.exe',
    additional: { IsAudit: false, RuleId: 'be9ba2d9-53ea-4cdc-84e5-9b1eeee46550' },
  },
  {
    action: 'ExploitGuardNonMicrosoftSignedAudited',
    weight: 6,
    by: 'svchost.exe',
    target: 'AcroCEF.exe',
    additional: { IsAudit: true },
  },
  {
    action: 'ExploitGuardNetworkProtectionAudited',
    weight: 2,
    by: 'chrome.exe',
    columns: { RemoteUrl: 'https://free-cad-keys.example/' },
    additional: { ResponseCategory: 'CustomBlockList', DisplayName: 'free-cad-keys.example', IsAudit: true },
  },
  {
    action: 'ControlledFolderAccessViolationAudited',
    weight: 3,
    by: 'vlc.exe',
    columns: { FolderPath: 'C:\\Users\\Public\\Documents' },
  },
  {
    action: 'DriverLoad',
    weight: 6,
    by: 'ntoskrnl.exe',
    columns: {
      FileName: 'qfspectro.sys',
      FolderPath: 'C:\\Windows\\System32\\drivers\\qfspectro.sys',
      SHA1: hashesOf('qfspectro').sha1,
      SHA256: hashesOf('qfspectro').sha256,
    },
  },
  {
    action: 'DpapiAccessed',
    weight: 6,
    by: 'chrome.exe',
    additional: { OperationType: 'SPCryptUnprotect', DataDescription: 'Google Chrome' },
  },
  {
    action: 'SmartScreenAppWarning',
    weight: 1,
    by: 'explorer.exe',
    columns: { FileName: 'lens_viewer.exe' },
    additional: { Experience: 'Untrusted', ActivityId: '7c8b5f9e-52d1-4e33-9a70-5b2c8e2c9b11' },
  },
  {
    action: 'ServiceInstalled',
    weight: 1,
    by: 'services.exe',
    columns: { FileName: 'MicrosoftEdgeUpdate.exe' },
    additional: { ServiceName: 'edgeupdate', ServiceAccount: 'LocalSystem', ServiceStartType: '2' },
  },
  {
    action: 'UserAccountAddedToLocalGroup',
    weight: 0.4,
    by: 'lsass.exe',
    additional: { GroupName: 'Remote Desktop Users', GroupDomainName: 'Builtin', GroupSid: 'S-1-5-32-555' },
  },
  {
    action: 'FirewallOutboundConnectionBlocked',
    weight: 3,
    by: 'svchost.exe',
    columns: { RemoteIP: '198.51.100.200', RemotePort: 1900 },
  },
  {
    action: 'AuditPolicyModification',
    weight: 0.4,
    by: 'svchost.exe',
    additional: { CategoryId: 'Logon/Logoff', AuditPolicyChanges: 'Success added' },
  },
  { action: 'BluetoothPolicyTriggered', weight: 0.6, by: 'svchost.exe', additional: { ServiceName: 'Headset' } },
  {
    action: 'AppControlExecutableAudited',
    weight: 3,
    by: 'explorer.exe',
    target: '7zFM.exe',
    additional: { PolicyName: 'Pilot' },
  },
  { action: 'PowerShellCommand', weight: 8, by: 'powershell.exe', additional: { Command: 'Get-CimInstance' } },
  {
    action: 'NamedPipeEvent',
    weight: 7,
    by: 'svchost.exe',
    additional: { PipeName: '\\Device\\NamedPipe\\spoolss', FileOperation: 'File created', NamedPipeEnd: 'Server' },
  },
  {
    action: 'ShellLinkCreateFileEvent',
    weight: 5,
    by: 'explorer.exe',
    columns: { FileName: 'Projects.lnk' },
    additional: { ShellLinkCommandLine: '', ShellLinkTargetPath: 'P:\\' },
  },
];

/** Programs that run without a user. */
const systemPrograms = new Set(['svchost.exe', 'lsass.exe', 'services.exe', 'ntoskrnl.exe', 'taskhostw.exe']);

/** Reports from all Windows computers, as the day goes. */
export function report(world: World): Routine {
  const random = world.random('protection');
  const weighted = new Weighted(reports, ({ weight }) => weight);
  const desks = world.machines.filter(({ device, isWindows }) => isWindows && device.owner);
  return (hourStart) => {
    const count = random.count(9 * world.timeline.officeActivity(hourStart) * world.scale);
    for (let done = 0; done < count; done++) {
      const machine = random.pick(desks);
      const { action, by, target, columns, additional } = weighted.pick(random);
      const file =
        target === undefined
          ? {}
          : Machine.fileColumns(program(target), machine.device.owner?.account ?? machine.service('lsass.exe').account);
      const at = hourStart + Math.floor(random.next() * (hour - minute));
      const source = systemPrograms.has(by)
        ? machine.service(by)
        : (machine.session?.open.get(by) ?? machine.session?.shell);
      if (source && source.createdAt <= at) machine.event(at, action, source, { ...file, ...columns }, additional);
    }
  };
}
