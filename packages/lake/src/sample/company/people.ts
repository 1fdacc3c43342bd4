// Two hundred invented people: names are put together from lists and syllables, jobs follow from the department.

import type { Random } from '../random.js';
import { type Account, type AccountIssuer, domain } from './accounts.js';

/** Someone who works here. */
export interface Person {
  readonly account: Account;
  readonly givenName: string;
  readonly surname: string;
  readonly department: string;
  readonly jobTitle: string;
  readonly city: string;
  readonly phone: string;
  readonly employeeId: string;
  readonly manager: string;
  /** The separate account for administration that some of IT have. */
  readonly administrator?: Account;
}

const departments: readonly { name: string; size: number; titles: readonly string[]; city: string }[] = [
  {
    name: 'Management',
    size: 6,
    titles: ['Managing Director', 'Finance Director', 'Sales Director', 'Operations Director', 'Executive Assistant'],
    city: 'Tarnmouth',
  },
  {
    name: 'Finance',
    size: 14,
    titles: ['Accounts Payable Clerk', 'Accountant', 'Payroll Specialist', 'Controller'],
    city: 'Tarnmouth',
  },
  {
    name: 'It Admins',
    size: 6,
    titles: ['Systems Engineer', 'Network Engineer', 'Security Analyst', 'Head of IT'],
    city: 'Tarnmouth',
  },
  { name: 'Service Desk', size: 5, titles: ['Service Desk Agent', 'Service Desk Lead'], city: 'Tarnmouth' },
  {
    name: 'Engineering',
    size: 36,
    titles: ['Firmware Engineer', 'Software Developer', 'Optical Engineer', 'Test Engineer', 'Mechanical Designer'],
    city: 'Tarnmouth',
  },
  { name: 'Sales', size: 28, titles: ['Account Manager', 'Sales Engineer', 'Sales Assistant'], city: 'Velden Cross' },
  { name: 'Purchasing', size: 10, titles: ['Buyer', 'Purchasing Manager'], city: 'Tarnmouth' },
  { name: 'Human Resources', size: 7, titles: ['Recruiter', 'HR Generalist', 'HR Manager'], city: 'Tarnmouth' },
  {
    name: 'Quality',
    size: 14,
    titles: ['Quality Inspector', 'Calibration Technician', 'Quality Manager'],
    city: 'Osterleigh',
  },
  { name: 'Logistics', size: 14, titles: ['Warehouse Operative', 'Shipping Coordinator'], city: 'Osterleigh' },
  {
    name: 'Production',
    size: 60,
    titles: ['Assembler', 'Line Lead', 'Production Planner', 'Maintenance Technician'],
    city: 'Osterleigh',
  },
];

const givenNames =
  'Ada Alma Anton Arlo Astrid Basil Bea Bram Cleo Cora Dario Delia Edda Elio Enid Ewan Fay Felix Fern ' +
  'Gideon Greta Hana Hugo Ida Imre Ines Ivo Jana Jonas Juno Kaia Kit Lars Lena Lotte Luca Mabel Marek ' +
  'Mila Nadia Nils Nora Odile Otis Petra Quentin Rafe Rhea Rosa Sanna Silas Sofia Tamsin Theo Tilda Una ' +
  'Vera Viggo Wren Yara';
const surnameStarts =
  'Ash Bram Cald Dun Elmer Fenn Garl Harrow Inger Jarn Kest Lunt Marr Norr Orl Pell Quarn Rook Selw ' +
  'Thorn Ulver Vant Whin Yarl';
const surnameEnds = 'aby combe dale erby field garth holt ington kell low mere nock ridge stead thwaite wick';

const lists = {
  givenNames: givenNames.split(' '),
  surnameStarts: surnameStarts.split(' '),
  surnameEnds: surnameEnds.split(' '),
};

/** The staff, in a fixed order: departments as listed, so that roles in the stories can be found by department. */
export function hirePeople(random: Random, issuer: AccountIssuer): readonly Person[] {
  const taken = new Set<string>();
  return departments.flatMap((department) => {
    let manager = '';
    return Array.from({ length: department.size }, (_, index): Person => {
      const { givenName, surname } = newName(random, taken);
      const logon = `${givenName.charAt(0)}${surname}`.toLowerCase();
      const displayName = `${givenName} ${surname}`;
      const person: Person = {
        account: issuer.issue(logon, displayName, 'person', `${givenName}.${surname}`.toLowerCase()),
        givenName,
        surname,
        department: department.name,
        jobTitle: department.titles[index % department.titles.length] ?? '',
        city: department.city,
        phone: `+44 1632 960${random.digits(3)}`,
        employeeId: `Q${random.digits(5)}`,
        manager,
        ...(department.name === 'It Admins' && index < 4
          ? { administrator: issuer.issue(`adm-${logon}`, `${displayName} (admin)`, 'administrator') }
          : {}),
      };
      if (index === 0) manager = displayName;
      return person;
    });
  });
}

function newName(random: Random, taken: Set<string>): { givenName: string; surname: string } {
  for (;;) {
    const givenName = random.pick(lists.givenNames);
    const surname = random.pick(lists.surnameStarts) + random.pick(lists.surnameEnds);
    const logon = givenName.charAt(0) + surname;
    if (taken.has(logon)) continue;
    taken.add(logon);
    return { givenName, surname };
  }
}

/** Service accounts by what they run. */
export function issueServiceAccounts(issuer: AccountIssuer) {
  const service = (name: string, displayName: string) => issuer.issue(name, displayName, 'service');
  return {
    backup: service('svc_backup', 'Backup service'),
    sql: service('svc_sql', 'Database service'),
    build: service('svc_build', 'Build service'),
    scanner: service('svc_scan', 'Vulnerability scanner'),
    web: service('svc_web', 'Web application pool'),
    directorySync: service('svc_dirsync', 'Directory synchronisation'),
    administrator: {
      name: 'administrator',
      domain: domain.name,
      sid: `${domain.sid}-500`,
      upn: `administrator@${domain.dns}`,
      objectId: '',
      displayName: 'Administrator',
      kind: 'administrator',
    } satisfies Account,
  };
}

export type ServiceAccounts = ReturnType<typeof issueServiceAccounts>;
