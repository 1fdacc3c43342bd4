// The company's own vulnerability scanner, which looks like an attack and is none.

import { foreignProgram } from '../company/software.js';
import { hour, minute } from '../timeline.js';
import type { Routine, World } from '../world.js';

/** The vulnerability scanner: every third night it knocks on every door, which looks like an attack and is none. */
export function scan(world: World): Routine {
  const random = world.random('scanner');
  const scanner = foreignProgram('netscan64.exe', 'C:\\Program Files\\Rowan Scanner', {
    company: 'Rowan Archive',
    product: 'Rowan Scanner',
    version: '9.2',
    description: 'Network scanner',
    originalName: 'netscan64.exe',
    signer: 'Rowan Archive',
  });
  return (hourStart) => {
    if (
      world.timeline.dayIndex(hourStart) % 3 !== 0 ||
      Math.floor(world.timeline.hourOfDay(hourStart + hour / 2)) !== 2
    )
      return;
    const machine = world.machine(world.company.server('jump-server'));
    const process = machine.start(hourStart + minute, {
      parent: machine.service('services.exe'),
      program: scanner,
      commandLine: '"netscan64.exe" --profile weekly --range 10.20.0.0/16',
      account: world.company.services.scanner,
    });
    for (const target of world.machines) {
      if (target === machine || !random.chance(0.5)) continue;
      for (const port of [21, 22, 25, 53, 80, 110, 139, 389, 443, 445, 1433, 3306, 3389, 5432, 8080])
        machine.connect(hourStart + 2 * minute + Math.floor(random.next() * 40 * minute), process, {
          to: { ip: target.device.ip, port, url: '' },
          action:
            port === 445 || (port === 1433 && target.device.role === 'database-server')
              ? 'ConnectionSuccess'
              : 'ConnectionFailed',
        });
    }
  };
}
