// The fifty managed computers and a few things that were merely seen on the network.

import type { Random } from '../random.js';
import { domain } from './accounts.js';
import { egressIp, webServerIp } from './network.js';
import type { Person } from './people.js';

export type DeviceRole =
  | 'workstation'
  | 'domain-controller'
  | 'file-server'
  | 'database-server'
  | 'web-server'
  | 'print-server'
  | 'jump-server'
  | 'backup-server'
  | 'build-server'
  | 'linux-server'
  | 'mac'
  | 'unmanaged';

/** An operating system as DeviceInfo describes it. */
export interface OperatingSystem {
  readonly platform: string;
  readonly version: string;
  readonly build: number;
  readonly revision: string;
  readonly info: string;
  readonly distribution: string;
}

const systems = {
  windows11: {
    platform: 'Windows11',
    version: '10.0',
    build: 22631,
    revision: '3296',
    info: '23H2',
    distribution: 'Windows11',
  },
  windows10: {
    platform: 'Windows10',
    version: '10.0',
    build: 19045,
    revision: '4170',
    info: '22H2',
    distribution: 'Windows10',
  },
  windows7: {
    platform: 'Windows7',
    version: '6.1',
    build: 7601,
    revision: '24545',
    info: 'Service Pack 1',
    distribution: 'Windows7',
  },
  server2019: {
    platform: 'WindowsServer2019',
    version: '10.0',
    build: 17763,
    revision: '5576',
    info: '1809',
    distribution: 'WindowsServer2019',
  },
  server2022: {
    platform: 'WindowsServer2022',
    version: '10.0',
    build: 20348,
    revision: '2340',
    info: '21H2',
    distribution: 'WindowsServer2022',
  },
  ubuntu: { platform: 'Linux', version: '22.4', build: 0, revision: '', info: '22.4', distribution: 'Ubuntu' },
  macos: { platform: 'macOS', version: '14.3', build: 0, revision: '', info: 'Sonoma', distribution: 'macOS' },
  unknown: { platform: '', version: '', build: 0, revision: '', info: '', distribution: '' },
} satisfies Record<string, OperatingSystem>;

/** A computer of the company. */
export interface Device {
  readonly id: string;
  /** Fully qualified and in lower case, as in DeviceName. */
  readonly name: string;
  /** The NetBIOS name: `QF-LT-001`. */
  readonly host: string;
  readonly role: DeviceRole;
  readonly system: OperatingSystem;
  readonly ip: string;
  readonly publicIp: string;
  readonly mac: string;
  readonly model: string;
  readonly vendor: string;
  readonly aadDeviceId: string;
  readonly group: string;
  readonly owner?: Person;
}

const servers: readonly [host: string, role: DeviceRole, system: OperatingSystem][] = [
  ['QF-DC-01', 'domain-controller', systems.server2022],
  ['QF-DC-02', 'domain-controller', systems.server2019],
  ['QF-FS-01', 'file-server', systems.server2022],
  ['QF-SQL-01', 'database-server', systems.server2019],
  ['QF-WEB-01', 'web-server', systems.server2019],
  ['QF-PRN-01', 'print-server', systems.server2019],
  ['QF-ADM-01', 'jump-server', systems.server2022],
  ['QF-BCK-01', 'backup-server', systems.server2019],
  ['QF-BLD-01', 'build-server', systems.server2022],
  ['QF-BLD-02', 'build-server', systems.server2022],
  ['QF-LNX-01', 'linux-server', systems.ubuntu],
  ['QF-LNX-02', 'linux-server', systems.ubuntu],
];

const seenOnly = ['QF-PRINTER-2F', 'QF-CAM-GATE', 'QF-PHONE-SYS', 'QF-OSC-LAB3', 'QF-KIOSK-07', 'QF-NAS-OLD'];

/** How many managed laptops and desktops there are, by department; the rest of the staff use phones and shared kiosks. */
const desks: readonly [department: string, count: number][] = [
  ['Management', 4],
  ['Finance', 6],
  ['It Admins', 4],
  ['Service Desk', 2],
  ['Engineering', 8],
  ['Sales', 6],
  ['Purchasing', 2],
  ['Human Resources', 2],
  ['Quality', 2],
];
const macs: readonly string[] = ['Engineering', 'Sales'];

/** The fleet: servers, then desks in the order of their owners, then what is not managed. */
export function equip(random: Random, people: readonly Person[]): readonly Device[] {
  const build = (host: string, role: DeviceRole, system: OperatingSystem, ip: string, owner?: Person): Device => ({
    id: random.hex(40),
    name: role === 'unmanaged' ? host.toLowerCase() : `${host.toLowerCase()}.${domain.dns}`,
    host,
    role,
    system,
    ip,
    publicIp: role === 'web-server' ? webServerIp : egressIp,
    mac: `02-00-5E-${random.hex(2)}-${random.hex(2)}-${random.hex(2)}`.toUpperCase(),
    model:
      role === 'workstation'
        ? random.pick(['Slate 14', 'Slate 14 G2', 'Tower 5'])
        : role === 'unmanaged'
          ? ''
          : 'Virtual Machine',
    vendor: role === 'workstation' ? 'Fennec Computers' : role === 'unmanaged' ? '' : 'Harbourlight Virtual',
    aadDeviceId: random.guid(),
    group: groupOf(role),
    ...(owner ? { owner } : {}),
  });

  const serverRoom = servers.map(([host, role, system], index) => build(host, role, system, `10.20.1.${10 + index}`));
  const owners = desks.flatMap(([department, count]) =>
    people.filter((person) => person.department === department).slice(0, count),
  );
  const workstations = owners.map((owner, index) => {
    const system = index === 35 ? systems.windows7 : index % 3 === 0 ? systems.windows10 : systems.windows11;
    return build(`QF-LT-${String(index + 1).padStart(3, '0')}`, 'workstation', system, `10.20.10.${20 + index}`, owner);
  });
  const macOwners = macs.map((department) => people.filter((person) => person.department === department).at(-1));
  const macBooks = macOwners.map((owner, index) =>
    build(`QF-MAC-0${index + 1}`, 'mac', systems.macos, `10.20.10.${90 + index}`, owner),
  );
  const others = seenOnly.map((host, index) => build(host, 'unmanaged', systems.unknown, `10.20.30.${5 + index}`));
  return [...serverRoom, ...workstations, ...macBooks, ...others];
}

function groupOf(role: DeviceRole): string {
  if (role === 'workstation' || role === 'mac') return 'Workstations';
  if (role === 'domain-controller' || role === 'jump-server') return 'Tier 0';
  return role === 'unmanaged' ? 'UnassignedGroup' : 'Servers';
}
