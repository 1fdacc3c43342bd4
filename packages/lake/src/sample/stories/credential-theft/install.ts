// How story two begins: a tool downloaded and run against all warnings.

import { website } from '../../company/network.js';
import { Machine } from '../../machines/machine.js';
import { profileOf } from '../../machines/paths.js';
import type { Process } from '../../machines/process.js';
import { hour, type Moment, minute, second } from '../../timeline.js';
import type { World } from '../../world.js';
import { sessionAt } from '../story.js';
import { controlServer, installer, loader, poisonedSite, victimOf } from './cast.js';

export function installTool(world: World, at: Moment): Process {
  const { device, person } = victimOf(world);
  const { machine, session } = sessionAt(world, device);
  const browser = session.open.get('msedge.exe') ?? session.shell;
  const url = `https://${poisonedSite}/download/${installer.fileName}`;
  const folder = `${profileOf(person.account)}\\Downloads`;
  const activity = '2f6f8b0a-0d6e-4a53-8d55-6b1e3f0c9a41';
  machine.connect(at, browser, { to: website(poisonedSite) });
  machine.event(
    at + 2 * second,
    'SmartScreenUrlWarning',
    browser,
    { RemoteUrl: url },
    { Experience: 'Malicious', ActivityId: activity },
  );
  machine.file(at + 9 * second, browser, {
    folder,
    name: installer.fileName,
    content: installer,
    size: installer.size,
    originUrl: url,
    referrerUrl: `https://${poisonedSite}/`,
    originIp: website(poisonedSite).ip,
  });
  const target = { ...Machine.fileColumns(installer, person.account), FileOriginUrl: url };
  machine.event(at + 30 * second, 'SmartScreenAppWarning', session.shell, target, {
    Experience: 'Malicious',
    ActivityId: activity,
  });
  machine.event(at + 36 * second, 'SmartScreenUserOverride', session.shell, target, {
    Experience: 'Malicious',
    ActivityId: activity,
  });
  const setup = machine.start(at + 40 * second, {
    parent: session.shell,
    program: installer,
    integrity: 'High',
    elevation: 'TokenElevationTypeFull',
  });
  machine.file(at + 44 * second, setup, {
    folder: `${profileOf(person.account)}\\AppData\\Local\\SpectraView`,
    name: loader.fileName,
    content: loader,
    size: loader.size,
  });
  machine.registry(at + 46 * second, setup, {
    key: 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SpectraSvc',
    name: 'ImagePath',
    type: 'ExpandString',
    data: `${profileOf(person.account)}\\AppData\\Local\\SpectraView\\${loader.fileName}`,
  });
  machine.event(
    at + 46 * second,
    'ServiceInstalled',
    machine.service('services.exe'),
    Machine.fileColumns(loader, person.account),
    { ServiceName: 'SpectraSvc', ServiceAccount: 'LocalSystem', ServiceStartType: '2' },
  );
  const implant = machine.start(at + 50 * second, { parent: setup, program: loader });
  for (let call = at + minute; call < at + 14 * hour; call += 9 * minute + machine.random.below(120) * second)
    machine.connect(call, implant, { to: controlServer });
  machine.start(at + 70 * second, {
    parent: implant,
    program: 'netsh.exe',
    commandLine: 'netsh firewall add allowedprogram program=C:\\Windows\\Temp\\spectrasvc.exe name=Spectra mode=ENABLE',
  });
  machine.event(
    at + 5 * minute,
    'AmsiScriptDetection',
    implant,
    {},
    { Description: 'A script loaded a tool for stealing credentials', ThreatName: 'HackTool:PowerShell/Mikatz' },
  );
  return implant;
}
