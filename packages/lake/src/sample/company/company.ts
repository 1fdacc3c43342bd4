// Puts the invented company together: people, accounts and computers, the same ones for the same seed.

import { Random } from '../random.js';
import { type Account, AccountIssuer } from './accounts.js';
import { type Device, type DeviceRole, equip } from './devices.js';
import { hirePeople, issueServiceAccounts, type Person, type ServiceAccounts } from './people.js';

/** Everyone and everything that the sample's events are about. */
export interface Company {
  readonly people: readonly Person[];
  readonly services: ServiceAccounts;
  readonly devices: readonly Device[];
  /** People of a department, in fixed order. */
  department(name: string): readonly Person[];
  /** The nth person of a department who has a managed computer, with that computer. */
  desk(department: string, index: number): { person: Person; device: Device };
  /** The nth computer of a role. */
  server(role: DeviceRole, index?: number): Device;
  /** The separate administration accounts, in fixed order. */
  readonly administrators: readonly Account[];
}

export function foundCompany(seed: number): Company {
  const random = new Random(seed, 'company');
  const issuer = new AccountIssuer(random);
  const people = hirePeople(random, issuer);
  const services = issueServiceAccounts(issuer);
  const devices = equip(random, people);
  return {
    people,
    services,
    devices,
    administrators: people.flatMap((person) => person.administrator ?? []),
    department: (name) => people.filter((person) => person.department === name),
    desk(department, index) {
      const device = devices.filter(({ role, owner }) => role === 'workstation' && owner?.department === department)[
        index
      ];
      if (!device?.owner) throw new Error(`company: expected desk ${index} in ${department}, found none`);
      return { person: device.owner, device };
    },
    server(role, index = 0) {
      const device = devices.filter((candidate) => candidate.role === role)[index];
      if (!device) throw new Error(`company: expected computer ${index} with role ${role}, found none`);
      return device;
    },
  };
}
