// Alerts of ordinary days: unwanted programs, odd logins, blocked mail. The analysts closed them all.

import { hashesOf } from '../company/software.js';
import { profileOf } from '../machines/paths.js';
import { hour, minute } from '../timeline.js';
import type { Routine, World } from '../world.js';
import type { Severity } from '../writers/alert-writer.js';

const endpointAlarms: readonly (readonly [
  title: string,
  category: string,
  severity: Severity,
  family: string,
  source: string,
])[] = [
  ["'Presenoker' unwanted software was prevented", 'UnwantedSoftware', 'Informational', 'Presenoker', 'Antivirus'],
  ["'OfferCore' unwanted software was prevented", 'UnwantedSoftware', 'Informational', 'OfferCore', 'Antivirus'],
  ["'Wacatac' malware was prevented", 'Malware', 'Informational', 'Wacatac', 'Antivirus'],
  ['Connection to a custom network indicator', 'SuspiciousActivity', 'Low', '', 'CustomTI'],
  ['Suspicious Task Scheduler activity', 'Persistence', 'Low', '', 'EDR'],
];
const cloudAlarms: readonly (readonly [title: string, category: string, severity: Severity])[] = [
  ['Atypical travel', 'InitialAccess', 'Low'],
  ['Activity from infrequent country', 'DefenseEvasion', 'Medium'],
  ['Mass download by a single user', 'Exfiltration', 'Low'],
];

/** One or two alarms on a working day. */
export function raiseAlarms(world: World): Routine {
  const random = world.random('alarms');
  const desks = world.company.devices.filter(({ role, owner }) => role === 'workstation' && owner);
  return (hourStart) => {
    if (!random.chance(0.16 * world.timeline.officeActivity(hourStart))) return;
    const at = hourStart + Math.floor(random.next() * (hour - minute));
    if (random.chance(0.3)) {
      const [title, category, severity] = random.pick(cloudAlarms);
      world.alerts.raise(at, {
        title,
        category,
        severity,
        service: 'Microsoft Cloud App Security',
        account: random.pick(world.company.people).account,
        ip: `198.51.100.${random.between(2, 250)}`,
      });
      return;
    }
    const device = random.pick(desks);
    const [title, category, severity, threatFamily, source] = random.pick(endpointAlarms);
    const name = `setup_${random.digits(3)}.exe`;
    world.alerts.raise(at, {
      title,
      category,
      severity,
      source,
      threatFamily,
      device,
      ...(device.owner
        ? {
            account: device.owner.account,
            file: {
              fileName: name,
              folder: `${profileOf(device.owner.account)}\\Downloads`,
              size: 900_112,
              ...hashesOf(name),
            },
          }
        : {}),
    });
  };
}
