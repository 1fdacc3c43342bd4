// Linux servers and Macs on ordinary days.

import type { Account } from '../company/accounts.js';
import { sites, website } from '../company/network.js';
import type { Machine } from '../machines/machine.js';
import type { Random } from '../random.js';
import { hour, type Moment, minute, second } from '../timeline.js';
import type { Routine, World } from '../world.js';
import { documentName } from './documents.js';

/** Linux servers and Macs: cron, packages, remote shells, and the odd developer. */
export function runUnix(world: World, machine: Machine): Routine {
  const random = world.random(`unix ${machine.device.host}`);
  const mac = machine.device.role === 'mac';
  return (hourStart) => {
    const count = random.count((mac ? 2.2 * world.timeline.officeActivity(hourStart) : 2) * world.scale);
    for (let done = 0; done < count; done++) {
      const at = hourStart + Math.floor(random.next() * (hour - minute));
      if (mac) onMac(at, machine, random);
      else onLinux(at, machine, random, world);
    }
  };
}

function onLinux(at: Moment, machine: Machine, random: Random, world: World): void {
  if (random.chance(0.25)) {
    const admin = random.pick(world.company.department('It Admins'));
    const account: Account = { ...admin.account, domain: machine.device.host.toLowerCase(), sid: '1001' };
    const from = { ip: `10.20.10.${random.between(20, 50)}` };
    machine.connect(at, machine.service('sshd'), {
      action: 'InboundConnectionAccepted',
      to: { ip: from.ip, port: random.between(49_700, 65_000), url: '' },
      localPort: 22,
    });
    machine.logon(at + second, { account, type: 'Network', protocol: 'SSH', from });
    const shell = machine.start(at + 2 * second, {
      parent: machine.service('sshd'),
      program: 'bash',
      commandLine: '-bash',
      account,
    });
    const [file, commandLine] = random.pick([
      ['ps', 'ps aux'],
      ['sudo', 'sudo systemctl restart nginx'],
      ['apt-get', 'apt-get upgrade -y'],
      ['git', 'git pull'],
      ['sudo', 'sudo usermod -aG docker deploy'],
    ] as const);
    machine.start(at + 9 * second, { parent: shell, program: file, commandLine });
    return;
  }
  const [file, commandLine] = random.pick([
    ['dash', '/bin/sh -c "cd / && run-parts --report /etc/cron.hourly"'],
    ['python3.10', 'python3 /usr/lib/ubuntu-release-upgrader/check-new-release -q'],
    ['curl', 'curl -fsS -m 10 http://127.0.0.1:8080/health'],
    ['logrotate', '/usr/sbin/logrotate /etc/logrotate.conf'],
    ['dpkg', 'dpkg --print-foreign-architectures'],
  ] as const);
  const task = machine.start(at, { parent: machine.service('cron'), program: file, commandLine });
  if (file === 'python3.10') machine.connect(at + second, task, { to: website('changelogs.example.org') });
  machine.file(at + second, task, {
    folder: random.pick(['/var/log', '/var/lib/apt/lists', '/tmp']),
    name: `${random.hex(8)}.${random.pick(['log', 'tmp'])}`,
  });
}

function onMac(at: Moment, machine: Machine, random: Random): void {
  const account = machine.device.owner?.account ?? machine.service('launchd').account;
  const [file, commandLine] = random.pick([
    ['Safari', '/Applications/Safari.app/Contents/MacOS/Safari'],
    ['Microsoft Outlook', '/Applications/Microsoft Outlook.app/Contents/MacOS/Microsoft Outlook'],
    ['zsh', '-zsh'],
    ['mdworker_shared', 'mdworker_shared -s mdworker -c MDSImporterWorker'],
    ['softwareupdated', 'softwareupdated'],
  ] as const);
  const started = machine.start(at, { parent: machine.service('launchd'), program: file, commandLine, account });
  machine.connect(at + 2 * second, started, {
    to: website(file === 'Safari' ? random.pick(sites.web) : 'swscan.apple.com'),
  });
  if (file === 'Microsoft Outlook')
    machine.file(at + 4 * second, started, { folder: `/Users/${account.name}/Downloads`, name: documentName(random) });
}
