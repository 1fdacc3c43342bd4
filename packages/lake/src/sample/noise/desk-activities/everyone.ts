// What everybody does at a desk, as a table: how often, and what it leaves behind in the Device* tables.

import { publicIp, sites, website } from '../../company/network.js';
import { hashesOf, program } from '../../company/software.js';
import { profileOf } from '../../machines/paths.js';
import { minute, second } from '../../timeline.js';
import { documentName, projects, viewerOf } from '../documents.js';
import type { Activity } from './activity.js';

export const everyone: readonly Activity[] = [
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
];
