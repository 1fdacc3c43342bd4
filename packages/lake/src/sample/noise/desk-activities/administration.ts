// What IT does besides: commands, remote desktops, help for colleagues; it looks much like an attacker's work.

import { website } from '../../company/network.js';
import { Machine } from '../../machines/machine.js';
import { minute, second } from '../../timeline.js';
import type { Activity } from './activity.js';

const it = ['It Admins', 'Service Desk'];

export const administration: readonly Activity[] = [
  {
    name: 'administer by command line',
    weight: 22,
    departments: it,
    run(at, { machine, random, session, person }) {
      const elevated = person.administrator && random.chance(0.4);
      const shell = machine.start(at, {
        parent: session.shell,
        program: random.pick(['cmd.exe', 'powershell.exe']),
        ...(elevated
          ? {
              integrity: 'High' as const,
              elevation: 'TokenElevationTypeFull' as const,
              account: person.administrator ?? session.account,
            }
          : {}),
      });
      machine.start(at, {
        parent: shell,
        program: 'conhost.exe',
        commandLine: '\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1',
      });
      const [file, commandLine] = random.pick(adminCommands);
      const child = machine.start(at + 4 * second, { parent: shell, program: file, commandLine });
      if (file === 'net.exe')
        machine.start(at + 4 * second, {
          parent: child,
          program: 'net1.exe',
          commandLine: commandLine.replace(/^net(\.exe)?/, 'C:\\Windows\\system32\\net1'),
        });
      if (shell.program.fileName === 'powershell.exe') {
        machine.event(
          at + 2 * second,
          'PowerShellCommand',
          shell,
          {},
          {
            Command: random.pick([
              'Get-ADUser',
              'Get-Service',
              'Test-NetConnection',
              'Get-EventLog',
              'Restart-Service',
              'Get-ADComputer',
            ]),
          },
        );
        machine.load(at, shell, 'System.Management.Automation.ni.dll');
      }
    },
  },
  {
    name: 'administer a server by remote desktop',
    weight: 7,
    departments: it,
    run(at, { machine, random, session, person, world }) {
      const server = world.machine(
        world.company.server(
          random.pick(['jump-server', 'file-server', 'print-server', 'database-server', 'backup-server'] as const),
        ),
      );
      const account = person.administrator ?? person.account;
      const client = machine.start(at, {
        parent: session.shell,
        program: 'mstsc.exe',
        commandLine: `"C:\\Windows\\system32\\mstsc.exe" /v:${server.device.host}`,
      });
      machine.connect(at + second, client, { to: { ip: server.device.ip, port: 3389, url: server.device.name } });
      server.connect(at + second, server.service('svchost.exe', 'svchost.exe -k termsvcs -s TermService'), {
        action: 'InboundConnectionAccepted',
        to: { ip: machine.device.ip, port: random.between(49_700, 65_000), url: '' },
        localPort: 3389,
      });
      const remote = { ip: machine.device.ip, device: machine.device.host };
      const logonId = server.logon(at + 3 * second, {
        account,
        type: 'RemoteInteractive',
        protocol: 'Negotiate',
        from: remote,
        localAdmin: true,
      });
      world.identity.logon(at + 3 * second, {
        account,
        from: machine.device,
        to: server.device,
        type: 'Remote desktop',
      });
      const shell = server.start(at + 6 * second, {
        parent: server.service('winlogon.exe'),
        program: 'explorer.exe',
        commandLine: 'C:\\Windows\\Explorer.EXE',
        account,
        logonId,
        sessionId: 2,
        integrity: 'Medium',
        elevation: 'TokenElevationTypeLimited',
        remote,
      });
      const tool = server.start(at + minute, {
        parent: shell,
        program: random.pick(['mmc.exe', 'powershell.exe', 'Taskmgr.exe', 'cmd.exe']),
        integrity: 'High',
        elevation: 'TokenElevationTypeFull',
      });
      if (tool.program.fileName === 'mmc.exe') server.load(at + minute, tool, 'mshtml.dll');
    },
  },
  {
    name: 'support a colleague',
    weight: 4,
    departments: it,
    run(at, { machine, random, session, world }) {
      const target = random.pick(world.machines.filter(({ device }) => device.role === 'workstation'));
      const [file, commandLine] = random.pick([
        ['AnyDesk.exe', '"C:\\Program Files (x86)\\AnyDesk\\AnyDesk.exe" --plain'],
        ['PsExec.exe', `PsExec.exe -accepteula \\\\${target.device.host} ipconfig /flushdns`],
        ['WMIC.exe', `wmic /node:${target.device.ip} os get lastbootuptime`],
        ['ping.exe', `ping -n 4 ${target.device.host}`],
      ] as const);
      const tool = machine.start(at, { parent: session.shell, program: file, commandLine });
      if (file === 'AnyDesk.exe') machine.connect(at + second, tool, { to: website('relay-4.net.anydesk.com') });
      else
        machine.connect(at + second, tool, {
          to: { ip: target.device.ip, port: file === 'WMIC.exe' ? 135 : 445, url: target.device.name },
        });
      if (file === 'AnyDesk.exe') machine.event(at + second, 'ScreenshotTaken', tool);
      machine.event(at + 2 * second, 'NamedPipeEvent', tool, Machine.fileColumns(tool.program, session.account), {
        PipeName: `\\Device\\NamedPipe\\${random.pick(['srvsvc', 'wkssvc', 'lsass'])}`,
        FileOperation: 'File opened',
        NamedPipeEnd: 'Client',
        RemoteClientsAccess: 'AcceptRemote',
      });
    },
  },
];

const adminCommands: readonly (readonly [file: string, commandLine: string])[] = [
  ['ipconfig.exe', 'ipconfig /flushdns'],
  ['ipconfig.exe', 'ipconfig /all'],
  ['nslookup.exe', 'nslookup qf-fs-01.quillfen.example'],
  ['net.exe', 'net use P: \\\\qf-fs-01\\Projects /persistent:yes'],
  ['net.exe', 'net localgroup "Remote Desktop Users"'],
  ['net.exe', 'net accounts /domain'],
  ['gpupdate.exe', 'gpupdate /force'],
  ['sc.exe', 'sc query RowanBackupAgent'],
  ['quser.exe', 'quser /server:QF-ADM-01'],
  ['tasklist.exe', 'tasklist /svc'],
  ['systeminfo.exe', 'systeminfo /s QF-PRN-01'],
  [
    'netsh.exe',
    'netsh advfirewall firewall add rule name="Rowan Backup" dir=in action=allow protocol=TCP localport=10005',
  ],
  ['netsh.exe', 'netsh advfirewall firewall delete rule name="Lab test"'],
  ['schtasks.exe', 'schtasks /query /fo LIST /v'],
  ['robocopy.exe', 'robocopy \\\\qf-fs-01\\Software C:\\Install /E /R:2'],
  ['runas.exe', 'runas /savecred /user:quillfen\\svc_scan "C:\\Tools\\inventory.exe"'],
  ['curl.exe', 'curl.exe -I https://www.msftconnecttest.com/connecttest.txt'],
  ['whoami.exe', 'whoami /groups'],
  ['findstr.exe', 'findstr /s /i printer *.log'],
];
