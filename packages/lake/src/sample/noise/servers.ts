// What Windows servers do for others: logons at the domain controllers, web requests, databases, backups and builds.

import { domain } from '../company/accounts.js';
import { publicIp, sites, website } from '../company/network.js';
import type { Machine } from '../machines/machine.js';
import type { Random } from '../random.js';
import { hour, type Moment, minute, second } from '../timeline.js';
import type { Routine, World } from '../world.js';
import { documentName, projects } from './documents.js';

interface Duty {
  readonly role: Machine['device']['role'];
  /** Times per hour at full office activity, before scaling. */
  readonly perHour: number;
  /** Whether it goes on at night as by day. */
  readonly steady?: boolean;
  run(at: Moment, machine: Machine, random: Random, world: World): void;
}

const duties: readonly Duty[] = [
  {
    role: 'domain-controller',
    perHour: 8,
    run(at, controller, random, world) {
      const client = random.pick(world.machines.filter(({ device }) => device !== controller.device));
      const account = client.device.owner?.account ?? world.company.services.backup;
      const [port, service] = random.pick([
        [88, 'lsass.exe'],
        [88, 'lsass.exe'],
        [389, 'lsass.exe'],
        [636, 'lsass.exe'],
        [53, 'dns.exe'],
        [445, 'ntoskrnl.exe'],
        [49_664, 'lsass.exe'],
      ] as const);
      controller.connect(at, controller.service(service), {
        action: 'InboundConnectionAccepted',
        to: { ip: `::ffff:${client.device.ip}`, port: random.between(49_700, 65_000), url: '' },
        localIp: `::ffff:${controller.device.ip}`,
        localPort: port,
      });
      if (port === 389 || port === 445)
        controller.logon(at, {
          account,
          type: 'Network',
          protocol: random.chance(0.85) ? 'Kerberos' : 'NTLM',
          from: { ip: client.device.ip, device: client.device.host },
        });
    },
  },
  {
    role: 'file-server',
    perHour: 4,
    run(at, server, random, world) {
      const client = random.pick(world.machines.filter(({ device }) => device.owner));
      const account = client.device.owner?.account ?? world.company.services.backup;
      server.connect(at, server.service('ntoskrnl.exe'), {
        action: 'InboundConnectionAccepted',
        to: { ip: client.device.ip, port: random.between(49_700, 65_000), url: '' },
        localPort: 445,
      });
      const logon = server.logon(at, {
        account,
        type: 'Network',
        protocol: 'Kerberos',
        from: { ip: client.device.ip, device: client.device.host },
      });
      if (logon % 2 === 0)
        server.file(at + second, server.service('ntoskrnl.exe'), {
          action: random.pick(['FileCreated', 'FileModified', 'FileRenamed', 'FileDeleted']),
          folder: `D:\\Shares\\Projects\\${random.pick(projects)}`,
          name: documentName(random),
          previousName: documentName(random),
          request: { account, ip: client.device.ip, share: 'Projects' },
        });
    },
  },
  {
    role: 'web-server',
    perHour: 4,
    steady: true,
    run(at, server, random) {
      const visitor = publicIp(`visitor ${random.below(4000)}`);
      server.connect(at, server.service('ntoskrnl.exe'), {
        action: 'InboundConnectionAccepted',
        to: { ip: visitor, port: random.between(1025, 65_000), url: '' },
        localPort: 443,
      });
      if (random.chance(0.15)) {
        const worker = server.service(
          'w3wp.exe',
          'c:\\windows\\system32\\inetsrv\\w3wp.exe -ap "QuillfenShop" -v "v4.0" -l "webengine4.dll" -h "C:\\inetpub\\temp\\apppools\\QuillfenShop\\QuillfenShop.config"',
        );
        const compiler = server.start(at, {
          parent: worker,
          program: 'csc.exe',
          commandLine: `"C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\csc.exe" /t:library /utf8output /out:"C:\\Windows\\Temp\\${random.hex(8)}.dll"`,
        });
        server.start(at + second, {
          parent: compiler,
          program: 'cvtres.exe',
          commandLine: `C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\cvtres.exe /NOLOGO /READONLY /MACHINE:IX86 "/OUT:C:\\Windows\\TEMP\\RES${random.hex(4)}.tmp"`,
        });
        server.file(at + second, worker, {
          folder: 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root',
          name: `App_Web_${random.hex(8)}.dll`,
        });
      }
    },
  },
  {
    role: 'web-server',
    perHour: 1.6,
    steady: true,
    run(at, server, random) {
      const stranger = `192.0.2.${random.between(100, 180)}`;
      const host = server.service('svchost.exe', 'svchost.exe -k termsvcs -s TermService');
      server.connect(at, host, {
        action: 'InboundInternetScanInspected',
        to: { ip: stranger, port: random.between(30_000, 60_000), url: '' },
        localPort: 3389,
        additional: { PublicScannedIp: '203.0.113.20', PublicScannedPort: 3389, IpSource: 'External scan' },
      });
      if (random.chance(0.3))
        server.connect(at + second, host, {
          action: 'InboundConnectionAccepted',
          to: { ip: stranger, port: random.between(30_000, 60_000), url: '' },
          localPort: 3389,
        });
      const name = random.pick(['administrator', 'admin', 'test', 'backup', 'user1', 'scanner']);
      server.logon(at + second, {
        account: {
          name,
          domain: server.device.host.toLowerCase(),
          sid: '',
          upn: '',
          objectId: '',
          displayName: '',
          kind: 'built-in',
        },
        type: 'Network',
        protocol: 'NTLM',
        from: { ip: stranger, device: random.pick(['WIN-9QX2', 'kali', 'DESKTOP-3L', '']) },
        failure: 'InvalidUserNameOrPassword',
      });
    },
  },
  {
    role: 'database-server',
    perHour: 3.5,
    run(at, server, random, world) {
      const engine = server.service('sqlservr.exe', '"sqlservr.exe" -sMSSQLSERVER', world.company.services.sql);
      const client = random.pick(world.machines.filter(({ device }) => device.owner || device.role === 'web-server'));
      server.connect(at, engine, {
        action: 'InboundConnectionAccepted',
        to: { ip: client.device.ip, port: random.between(49_700, 65_000), url: '' },
        localPort: 1433,
      });
      if (random.chance(0.2))
        server.file(at + second, engine, {
          action: 'FileModified',
          folder: 'E:\\SQLData',
          name: random.pick(['Erp.mdf', 'Erp_log.ldf', 'tempdb.mdf', 'Crm.mdf']),
        });
    },
  },
  {
    role: 'backup-server',
    perHour: 1.6,
    steady: true,
    run(at, server, random, world) {
      const agentHost = random.pick(
        world.machines.filter(({ device }) => device.role === 'file-server' || device.role === 'database-server'),
      );
      const service = server.service(
        'RowanBackupService.exe',
        '"RowanBackupService.exe" --service',
        world.company.services.backup,
      );
      server.connect(at, service, { to: { ip: agentHost.device.ip, port: 10_005, url: agentHost.device.name } });
      agentHost.logon(at + second, {
        account: world.company.services.backup,
        type: 'Network',
        protocol: 'NTLM',
        from: { ip: server.device.ip, device: server.device.host },
        localAdmin: true,
      });
      const agent = agentHost.start(at + 2 * second, {
        parent: agentHost.service('services.exe'),
        program: 'RowanBackupAgent.exe',
        commandLine: `"RowanBackupAgent.exe" --job nightly-${random.between(1, 4)}`,
        account: world.company.services.backup,
      });
      if (random.chance(0.3))
        agentHost.start(at + 4 * second, {
          parent: agent,
          program: 'vssadmin.exe',
          commandLine: 'vssadmin.exe list shadows',
        });
      server.file(at + minute, service, {
        folder: 'F:\\Repository\\nightly',
        name: `${agentHost.device.host}-${random.digits(8)}.rbk`,
      });
    },
  },
  {
    role: 'build-server',
    perHour: 4,
    run(at, server, random, world) {
      const agent = server.service(
        'qf-agent.exe',
        '"C:\\BuildAgent\\bin\\qf-agent.exe" run --startup-type service',
        world.company.services.build,
      );
      const project = random.pick(projects).toLowerCase();
      const folder = `C:\\BuildAgent\\work\\${random.between(1, 9)}\\s\\${project}`;
      const script = Buffer.from(
        `& { $env:PROJECT='${project}'; . C:\\BuildAgent\\scripts\\step.ps1 }`,
        'utf16le',
      ).toString('base64');
      const shell = server.start(at, {
        parent: agent,
        program: 'powershell.exe',
        commandLine: random.chance(0.3)
          ? `powershell.exe -NoLogo -NoProfile -NonInteractive -EncodedCommand ${script}`
          : `powershell.exe -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Unrestricted -Command ". 'C:\\BuildAgent\\work\\_temp\\${random.guid()}.ps1'"`,
      });
      const git = server.start(at + 2 * second, {
        parent: shell,
        program: 'git.exe',
        commandLine: `git.exe fetch --depth=1 origin +${random.hex(40)}`,
      });
      server.connect(at + 2 * second, git, { to: { ip: '10.20.1.20', port: 443, url: 'git.quillfen.example' } });
      const engine = server.start(at + 10 * second, {
        parent: shell,
        program: 'MSBuild.exe',
        commandLine: `MSBuild.exe ${folder}\\${project}.sln /t:Rebuild /p:Configuration=Release /nodeReuse:false /m`,
      });
      for (let unit = 0; unit < random.between(1, 4); unit++) {
        const source = random.pick(['laser', 'shutter', 'detector', 'stage', 'main']);
        server.start(at + (12 + unit) * second, {
          parent: engine,
          program: 'cl.exe',
          commandLine: `cl.exe /c /O2 /W4 /Fo"obj\\${source}.obj" src\\${source}.c`,
        });
        server.file(at + (13 + unit) * second, engine, { folder: `${folder}\\obj`, name: `${source}.obj` });
      }
      if (random.chance(0.4)) {
        const packer = server.start(at + 30 * second, {
          parent: shell,
          program: random.pick(['node.exe', '7z.exe']),
          commandLine: `7z a -tzip ${folder}\\out\\${project}-${random.digits(4)}.zip ${folder}\\bin\\*`,
        });
        server.connect(at + 31 * second, packer, { to: website(random.pick(sites.developer)) });
      }
    },
  },
  {
    role: 'jump-server',
    perHour: 0.6,
    run(at, server, random, world) {
      const account = random.pick(world.company.administrators);
      const shell = server.start(at, {
        parent: server.service('svchost.exe', 'svchost.exe -k netsvcs -p -s Schedule'),
        program: 'powershell.exe',
        account,
        integrity: 'High',
        elevation: 'TokenElevationTypeFull',
        commandLine: `powershell.exe -ExecutionPolicy RemoteSigned -File C:\\Scripts\\${random.pick(['Report-StaleAccounts', 'Sync-Groups', 'Check-Certificates'])}.ps1`,
      });
      server.load(at, shell, 'System.Management.Automation.ni.dll');
      server.event(
        at + second,
        'LdapSearch',
        shell,
        {},
        {
          AttributeList: ['sAMAccountName', 'lastLogonTimestamp'],
          ScopeOfSearch: 'SubTree',
          SearchFilter: '(&(objectCategory=person)(objectClass=user))',
          DistinguishedName: domain.distinguishedName,
        },
      );
    },
  },
];

/** The duties of a server. */
export function serve(world: World, machine: Machine): Routine {
  const random = world.random(`duties ${machine.device.host}`);
  const mine = duties.filter(({ role }) => role === machine.device.role);
  return (hourStart) => {
    const activity = world.timeline.officeActivity(hourStart);
    for (const duty of mine) {
      const count = random.count(duty.perHour * (duty.steady ? 1 : activity) * world.scale);
      for (let done = 0; done < count; done++)
        duty.run(hourStart + Math.floor(random.next() * (hour - 2 * minute)), machine, random, world);
    }
  };
}
