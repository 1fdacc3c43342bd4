// What people do at their desks, as a table: how often, who, and what it leaves behind in the Device* tables.

import { publicIp, sites, website } from '../company/network.js';
import { hashesOf, program } from '../company/software.js';
import { Machine, profileOf } from '../machines/machine.js';
import { type Moment, minute, second } from '../timeline.js';
import type { Desk } from './desk.js';
import { documentName, projects, viewerOf } from './documents.js';

/** One kind of thing that people do. */
export interface Activity {
  readonly name: string;
  /** How often, against the others. */
  readonly weight: number;
  /** Only people of these departments. */
  readonly departments?: readonly string[];
  run(at: Moment, desk: Desk): void;
}

const it = ['It Admins', 'Service Desk'];
const developers = ['Engineering'];

export const activities: readonly Activity[] = [
  {
    name: 'read web pages',
    weight: 26,
    run(at, { open, machine, random }) {
      const browser = open(at, random.chance(0.7) ? 'msedge.exe' : 'chrome.exe');
      const pages = random.between(2, 6);
      for (let page = 0; page < pages; page++)
        machine.connect(at + page * 25 * second, browser, { to: website(random.pick(sites.web)) });
      if (random.chance(0.35))
        machine.start(at + second, {
          parent: browser,
          program: browser.program,
          commandLine: `${browser.commandLine.split('" ')[0]}" --type=renderer --lang=en-GB --device-scale-factor=1.25 --renderer-client-id=${random.between(5, 400)} --launch-time-ticks=${random.digits(10)} /prefetch:1`,
          integrity: 'Low',
        });
    },
  },
  {
    name: 'read mail',
    weight: 18,
    run(at, { open, machine, random, person }) {
      const outlook = open(at, 'OUTLOOK.EXE');
      machine.connect(at, outlook, { to: website('outlook.office365.com') });
      if (random.chance(0.4)) machine.connect(at + 4 * second, outlook, { to: website('nexus.officeapps.live.com') });
      if (random.chance(0.3))
        machine.file(at + 6 * second, outlook, {
          folder: `${profileOf(person.account)}\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\${random.hex(8).toUpperCase()}`,
          name: documentName(random),
        });
      if (random.chance(0.1))
        machine.registry(at + 8 * second, outlook, {
          key: `HKEY_CURRENT_USER\\${person.account.sid}\\Software\\Microsoft\\Office\\16.0\\Common\\Internet\\Server Cache\\https://${random.pick(sites.work)}/`,
          name: 'Expiration',
          data: random.digits(18),
        });
    },
  },
  {
    name: 'follow a link from a message',
    weight: 5,
    run(at, { open, machine, random }) {
      const outlook = open(at, random.chance(0.7) ? 'OUTLOOK.EXE' : 'ms-teams.exe');
      const browser = open(at, 'msedge.exe');
      const host = random.pick(sites.web);
      machine.event(at, 'BrowserLaunchedToOpenUrl', outlook, {
        RemoteUrl: `https://${host}/${random.hex(6)}?ref=mail`,
      });
      machine.connect(at + second, browser, { to: website(host) });
    },
  },
  {
    name: 'work on a document',
    weight: 22,
    run(at, desk) {
      const { machine, random, session, person } = desk;
      const name = documentName(random);
      const folder = `${profileOf(person.account)}\\${random.pick(['Documents', 'Desktop', 'OneDrive - Quillfen Instruments', 'Downloads'])}`;
      const viewer = machine.start(at, {
        parent: session.shell,
        program: viewerOf(name),
        commandLine: `"${program(viewerOf(name)).folder}\\${viewerOf(name)}" ${viewerOf(name) === 'WINWORD.EXE' ? '/n ' : ''}"${folder}\\${name}"${viewerOf(name) === 'WINWORD.EXE' ? ' /o ""' : ''}`,
      });
      if (random.chance(0.5)) machine.load(at + second, viewer, 'mso.dll');
      if (random.chance(0.12)) machine.load(at + second, viewer, 'VBE7.DLL');
      const saves = random.between(0, 3);
      for (let save = 0; save < saves; save++)
        machine.file(at + (save + 1) * 3 * minute, viewer, {
          action: save === 0 ? 'FileCreated' : 'FileModified',
          folder,
          name,
        });
      if (random.chance(0.3))
        machine.file(at + 12 * minute, viewer, {
          action: 'FileRenamed',
          folder,
          name,
          previousName: `${random.hex(8).toUpperCase()}.tmp`,
        });
      if (random.chance(0.2))
        machine.registry(at + 2 * second, viewer, {
          key: `HKEY_CURRENT_USER\\${person.account.sid}\\Software\\Microsoft\\Office\\16.0\\Common\\Open Find\\Microsoft Office\\Settings\\Recent`,
          name: 'Item 1',
          data: `${folder}\\${name}`,
        });
    },
  },
  {
    name: 'work on the file server',
    weight: 10,
    run(at, { machine, random, session, person, world }) {
      const server = world.machine(world.company.server('file-server'));
      const project = random.pick(projects);
      const name = documentName(random);
      const content = `${project} ${name} ${at}`;
      const action = random.chance(0.5) ? 'FileCreated' : 'FileModified';
      machine.connect(at, machine.service('ntoskrnl.exe'), {
        to: { ip: server.device.ip, port: 445, url: server.device.name },
      });
      machine.file(at + second, session.shell, { action, folder: `P:\\${project}`, name, content });
      server.logon(at + second, {
        account: person.account,
        type: 'Network',
        protocol: 'Kerberos',
        from: { ip: machine.device.ip, device: machine.device.host },
      });
      server.file(at + 2 * second, server.service('ntoskrnl.exe'), {
        action,
        folder: `D:\\Shares\\Projects\\${project}`,
        name,
        content,
        request: { account: person.account, ip: machine.device.ip, share: 'Projects' },
      });
    },
  },
  {
    name: 'synchronise OneDrive',
    weight: 10,
    run(at, { open, machine, random, person }) {
      const client = open(at, 'OneDrive.exe');
      machine.connect(at, client, { to: website('quillfen-example.sharepoint.com') });
      machine.file(at + 2 * second, client, {
        folder: `${profileOf(person.account)}\\OneDrive - Quillfen Instruments`,
        name: documentName(random),
      });
      if (random.chance(0.05))
        machine.start(at + 3 * second, {
          parent: machine.service('svchost.exe', 'svchost.exe -k netsvcs -p -s Schedule'),
          program: 'OneDriveStandaloneUpdater.exe',
          account: person.account,
          integrity: 'Medium',
        });
    },
  },
  {
    name: 'talk in Teams',
    weight: 14,
    run(at, { open, machine, random }) {
      const teams = open(at, 'ms-teams.exe');
      machine.connect(at, teams, { to: website('teams.microsoft.com') });
      machine.connect(at + second, teams, {
        to: { ip: publicIp('relay.teams.microsoft.com'), port: 3478, url: '' },
        protocol: 'Udp',
      });
      if (random.chance(0.3))
        machine.start(at, {
          parent: teams,
          program: 'msedgewebview2.exe',
          commandLine: `"C:\\Program Files (x86)\\Microsoft\\EdgeWebView\\Application\\122.0.2365.80\\msedgewebview2.exe" --embedded-browser-webview=1 --webview-exe-name=ms-teams.exe --type=renderer --renderer-client-id=${random.between(3, 90)}`,
          integrity: 'Low',
        });
    },
  },
  {
    name: 'download a file',
    weight: 5,
    run(at, { open, machine, random, person }) {
      const browser = open(at, 'msedge.exe');
      const host = random.pick(sites.web);
      const name = random.chance(0.15)
        ? `setup_${random.digits(3)}.exe`
        : documentName(random, random.pick(['pdf', 'zip', 'xlsx', 'iso', 'mkv']));
      const folder = `${profileOf(person.account)}\\Downloads`;
      const origin = {
        originUrl: `https://${host}/files/${name.replaceAll(' ', '%20')}`,
        referrerUrl: `https://${host}/downloads`,
        originIp: publicIp(host),
      };
      machine.connect(at, browser, { to: website(host) });
      machine.file(at + 2 * second, browser, {
        folder,
        name: `Unconfirmed ${random.digits(6)}.crdownload`,
        content: name,
      });
      machine.file(at + 4 * second, browser, {
        action: 'FileRenamed',
        folder,
        name,
        content: name,
        previousName: `Unconfirmed ${random.digits(6)}.crdownload`,
        ...origin,
      });
    },
  },
  {
    name: 'unpack an archive',
    weight: 2,
    run(at, { machine, random, session, person }) {
      const folder = `${profileOf(person.account)}\\Downloads`;
      const name = documentName(random, 'zip');
      const archiver = machine.start(at, {
        parent: session.shell,
        program: '7zFM.exe',
        commandLine: `"C:\\Program Files\\7-Zip\\7zFM.exe" "${folder}\\${name}"`,
      });
      for (let file = 0; file < random.between(2, 5); file++)
        machine.file(at + (file + 2) * second, archiver, {
          folder: `${folder}\\${name.slice(0, -4)}`,
          name: documentName(random),
        });
    },
  },
  {
    name: 'print',
    weight: 3,
    run(at, { machine, session, person, world }) {
      const server = world.company.server('print-server');
      machine.start(at, {
        parent: session.shell,
        program: 'splwow64.exe',
        commandLine: 'C:\\Windows\\splwow64.exe 8192',
      });
      machine.load(at + second, machine.service('spoolsv.exe'), 'unidrvui.dll');
      machine.connect(at + second, machine.service('spoolsv.exe'), {
        to: { ip: server.ip, port: 445, url: server.name },
      });
      machine.event(
        at + 3 * second,
        'PrintJobBlocked',
        machine.service('spoolsv.exe'),
        { AccountName: person.account.name },
        { PolicyRuleId: '', Verdict: 'Audit' },
      );
    },
  },
  {
    name: 'background of the desktop',
    weight: 24,
    run(at, { machine, random, session }) {
      const host = machine.service('svchost.exe', 'svchost.exe -k DcomLaunch -p');
      const file = random.pick([
        'RuntimeBroker.exe',
        'backgroundTaskHost.exe',
        'dllhost.exe',
        'smartscreen.exe',
        'SearchProtocolHost.exe',
        'audiodg.exe',
      ]);
      const user = { account: session.account, integrity: 'Medium' as const, logonId: session.logonId, sessionId: 1 };
      const commandLine = {
        'RuntimeBroker.exe': 'RuntimeBroker.exe -Embedding',
        'backgroundTaskHost.exe': `"BackgroundTaskHost.exe" -ServerName:App.AppX${random.hex(16)}.mca`,
        'dllhost.exe': `DllHost.exe /Processid:{${random.guid().toUpperCase()}}`,
        'smartscreen.exe': 'smartscreen.exe -Embedding',
        'SearchProtocolHost.exe': `"SearchProtocolHost.exe" Global\\UsGthrFltPipeMssGthrPipe${random.between(10, 400)}_ Global\\UsGthrCtrlFltPipeMssGthrPipe${random.between(10, 400)} 1 -2147483646`,
        'audiodg.exe': 'AUDIODG.EXE 0x4d8 0x4dc',
      }[file];
      const child = machine.start(at, {
        parent: host,
        program: file,
        commandLine: commandLine ?? file,
        ...(file === 'audiodg.exe' ? {} : user),
      });
      if (random.chance(0.3))
        machine.load(at, child, random.pick(['winhttp.dll', 'urlmon.dll', 'amsi.dll', 'wbemcomn.dll', 'taskschd.dll']));
      if (random.chance(0.25)) machine.connect(at + second, child, { to: website(random.pick(sites.telemetry)) });
    },
  },
  {
    name: 'use the clipboard and the start menu',
    weight: 3,
    run(at, { machine, random, session, person }) {
      machine.event(at, 'GetClipboardData', session.shell, {}, {});
      if (random.chance(0.5))
        machine.registry(at + second, session.shell, {
          key: `HKEY_CURRENT_USER\\${person.account.sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\${random.pick(['RunMRU', 'RecentDocs', 'UserAssist'])}`,
          name: random.pick(['a', 'b', 'MRUListEx']),
          data: random.pick(['notepad\\1', 'calc\\1', 'mstsc\\1', '\\\\qf-fs-01\\Projects\\1']),
        });
    },
  },
  {
    name: 'plug in a stick',
    weight: 0.5,
    run(at, { machine, random, session, person }) {
      const serial = random.hex(16).toUpperCase();
      const system = machine.service('ntoskrnl.exe');
      machine.event(
        at,
        'PnpDeviceConnected',
        system,
        {},
        {
          ClassName: 'USB',
          DeviceId: `USB\\VID_0951&PID_1666\\${serial}`,
          DeviceDescription: 'USB Mass Storage Device',
          VendorIds: '',
        },
      );
      machine.event(
        at + 2 * second,
        'UsbDriveMounted',
        session.shell,
        {},
        {
          DriveLetter: 'E:',
          ProductName: 'Pocket Drive',
          SerialNumber: serial,
          Manufacturer: 'Fennec',
          BusType: '7',
          Volume: `\\\\?\\Volume{${random.guid()}}`,
        },
      );
      for (let file = 0; file < random.between(1, 4); file++)
        machine.file(at + (file + 1) * minute, session.shell, {
          folder: `E:\\${random.pick(projects)}`,
          name: documentName(random),
          ...(person.department === 'Engineering' ? { label: 'Confidential' } : {}),
        });
    },
  },
  {
    name: 'meet the filters',
    weight: 0.7,
    run(at, { open, machine, random, person }) {
      const browser = open(at, 'msedge.exe');
      const url = `https://${random.pick(['win-a-lens', 'codec-pack', 'free-cad-keys'])}.example/${random.hex(5)}`;
      if (random.chance(0.6))
        machine.event(
          at,
          'SmartScreenUrlWarning',
          browser,
          { RemoteUrl: url },
          { Experience: random.pick(['Phishing', 'Malicious']), ActivityId: random.guid() },
        );
      else
        machine.event(
          at,
          'ExploitGuardNetworkProtectionBlocked',
          browser,
          { RemoteUrl: url },
          {
            ResponseCategory: random.pick(['CmdCtrl', 'Phishing', 'CustomPolicy']),
            DisplayName: url,
            IsAudit: false,
            Uri: url,
          },
        );
      if (random.chance(0.3)) {
        const file = {
          fileName: `codec_${random.digits(2)}.exe`,
          folder: `${profileOf(person.account)}\\Downloads`,
          ...hashesOf(url),
        };
        machine.event(
          at + second,
          'AntivirusDetection',
          machine.service('MsMpEng.exe'),
          {
            FileName: file.fileName,
            FolderPath: file.folder,
            SHA1: file.sha1,
            SHA256: file.sha256,
            MD5: file.md5,
            FileOriginUrl: url,
          },
          {
            ThreatName: random.pick([
              'PUA:Win32/Presenoker',
              'PUADlManager:Win32/OfferCore',
              'Trojan:Win32/Wacatac.B!ml',
            ]),
            WasRemediated: true,
            WasExecutingWhileDetected: false,
            Action: 'Quarantine',
            ReportSource: 'Windows Defender',
          },
        );
      }
    },
  },
  {
    name: 'start a desktop application',
    weight: 5,
    run(at, { machine, random, session }) {
      const file = random.pick([
        'notepad.exe',
        'Taskmgr.exe',
        'mstsc.exe',
        'vlc.exe',
        'firefox.exe',
        'ONENOTE.EXE',
        'javaw.exe',
      ]);
      const started = machine.start(at, {
        parent: session.shell,
        program: file,
        ...(file === 'javaw.exe'
          ? {
              commandLine:
                '"C:\\Program Files\\Java\\jre1.8.0_321\\bin\\javaw.exe" -jar "C:\\Apps\\LensCalc\\lenscalc.jar"',
            }
          : {}),
      });
      if (file === 'firefox.exe') machine.connect(at + 3 * second, started, { to: website(random.pick(sites.web)) });
      machine.load(at + second, started, random.pick(['urlmon.dll', 'winhttp.dll', 'amsi.dll']));
    },
  },
  {
    name: 'write software',
    weight: 26,
    departments: developers,
    run(at, { open, machine, random, person }) {
      const editor = open(at, 'Code.exe');
      const folder = `C:\\src\\${random.pick(projects).toLowerCase()}`;
      const shell = machine.start(at, {
        parent: editor,
        program: 'powershell.exe',
        commandLine:
          'powershell.exe -NoExit -Command "try { . \\"c:\\Users\\$env:USERNAME\\AppData\\Local\\Programs\\Microsoft VS Code\\resources\\app\\out\\vs\\workbench\\contrib\\terminal\\browser\\media\\shellIntegration.ps1\\" } catch {}"',
      });
      machine.load(at, shell, 'System.Management.Automation.ni.dll');
      const git = machine.start(at + 5 * second, {
        parent: shell,
        program: 'git.exe',
        commandLine: random.pick([
          'git.exe status -z -uall',
          'git.exe pull --tags origin main',
          `git.exe commit -m "Refine ${random.pick(projects)} driver"`,
          'git.exe fetch --all',
        ]),
      });
      if (random.chance(0.6)) machine.connect(at + 6 * second, git, { to: website('github.com') });
      machine.file(at + 9 * second, editor, {
        action: 'FileModified',
        folder: `${folder}\\src`,
        name: `${random.pick(['laser', 'shutter', 'detector', 'stage'])}.${random.pick(['c', 'h', 'py', 'ts'])}`,
      });
      const tool = random.pick(['node.exe', 'python.exe', 'MSBuild.exe']);
      const run = machine.start(at + 20 * second, {
        parent: shell,
        program: tool,
        commandLine:
          {
            'node.exe': 'node.exe node_modules/vitest/vitest.mjs run',
            'python.exe': `python.exe -m pytest ${folder}\\tests`,
            'MSBuild.exe': `MSBuild.exe ${folder}\\${person.account.name}.sln /m /p:Configuration=Debug`,
          }[tool] ?? tool,
      });
      if (random.chance(0.4)) machine.connect(at + 22 * second, run, { to: website(random.pick(sites.developer)) });
    },
  },
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
