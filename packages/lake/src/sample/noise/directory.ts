// The domain's own life: tickets, queries, passwords, groups, and file copies, as the sensors on the controllers see them.

import type { Account } from '../company/accounts.js';
import { type Random, Weighted } from '../random.js';
import { hour, type Moment, minute } from '../timeline.js';
import type { Routine, World } from '../world.js';

interface Change {
  readonly weight: number;
  make(at: Moment, world: World, random: Random, by: Account): void;
}

const changes: readonly Change[] = [
  {
    weight: 6,
    make: (at, world, random) => {
      const person = random.pick(world.company.people);
      const on = world.company.server('domain-controller', random.below(2));
      world.identity.change(at, {
        action: 'Account Password changed',
        by: person.account,
        on,
        targetAccount: person.account,
      });
    },
  },
  {
    weight: 4,
    make: (at, world, random, by) =>
      change(at, world, by, 'Group Membership changed', random.pick(world.company.people).account, {
        'TO.GROUP': `grp-${random.pick(['Engineering', 'Sales', 'Printers'])}`,
        'FROM.GROUP': '',
      }),
  },
  {
    weight: 1,
    make: (at, world, random, by) =>
      change(
        at,
        world,
        by,
        'Account Password Never Expires changed',
        random.pick(Object.values(world.company.services)),
        { 'FROM Account Password Never Expires': false, 'TO Account Password Never Expires': true },
      ),
  },
  {
    weight: 2,
    make: (at, world, random, by) =>
      change(at, world, by, 'User Account Control changed', random.pick(world.company.people).account, {}),
  },
  {
    weight: 1.5,
    make: (at, world, random, by) =>
      change(at, world, by, 'Account Disabled changed', random.pick(world.company.people).account, {
        'FROM Account Disabled': false,
        'TO Account Disabled': true,
      }),
  },
  {
    weight: 5,
    make: (at, world, random, by) => {
      const from = random.pick(world.machines.filter(({ device }) => device.owner)).device;
      world.identity.change(at, {
        action: 'SMB file copy',
        by: from.owner?.account ?? by,
        from,
        on: world.company.server('domain-controller'),
        protocol: 'Smb',
        additional: {
          Count: random.between(1, 4),
          FilePath: '\\\\qf-dc-01\\SYSVOL',
          FileName: `logon-${random.below(9)}.cmd`,
        },
      });
    },
  },
  {
    weight: 1,
    make: (at, world, random) => {
      const account = random.pick(world.company.people).account;
      world.identity.change(at, {
        action: 'Potential lateral movement path identified',
        by: account,
        on: world.company.server('domain-controller'),
        targetAccount: random.pick(world.company.administrators),
        additional: { 'FROM.ACCOUNT': account.displayName },
      });
    },
  },
  {
    weight: 2,
    make: (at, world, random, by) =>
      world.identity.change(at, {
        action: 'PowerShell execution',
        by,
        from: world.company.server('jump-server'),
        on: world.company.server('domain-controller', random.below(2)),
        additional: { Command: 'Get-ADUser' },
      }),
  },
  {
    weight: 2,
    make: (at, world, _, by) =>
      world.identity.change(at, {
        action: 'Task scheduling',
        by,
        from: world.company.server('jump-server'),
        on: world.company.server('domain-controller'),
        additional: { TaskName: '\\Reports\\StaleAccounts' },
      }),
  },
  {
    weight: 3,
    make: (at, world) =>
      world.identity.change(at, {
        action: 'Directory Services replication',
        by: world.company.services.directorySync,
        from: world.company.server('domain-controller', 1),
        on: world.company.server('domain-controller'),
        protocol: 'Drsr',
        additional: { Count: 1 },
      }),
  },
];

function change(
  at: Moment,
  world: World,
  by: Account,
  action: string,
  targetAccount: Account,
  additional: Readonly<Record<string, unknown>>,
): void {
  world.identity.change(at, {
    action,
    by,
    from: world.company.server('jump-server'),
    on: world.company.server('domain-controller'),
    targetAccount,
    additional,
  });
}

/** What the domain controllers' sensors report in an hour. */
export function runDirectory(world: World): Routine {
  const random = world.random('directory');
  const weighted = new Weighted(changes, ({ weight }) => weight);
  const clients = world.machines.filter(({ device }) => device.owner ?? device.role.endsWith('server'));
  return (hourStart) => {
    const activity = world.timeline.officeActivity(hourStart);
    const moment = () => hourStart + Math.floor(random.next() * (hour - minute));
    for (let left = random.count(14 * activity * world.scale); left > 0; left--) {
      const { device } = random.pick(clients);
      const account = device.owner?.account ?? world.company.services.backup;
      const failed = random.chance(0.03);
      world.identity.logon(moment(), {
        account,
        from: device,
        to: random.chance(0.6)
          ? world.company.server('file-server')
          : world.company.server('domain-controller', random.below(2)),
        protocol: random.chance(0.02) ? 'Ldap' : random.chance(0.85) ? 'Kerberos' : 'Ntlm',
        type: random.chance(0.02)
          ? 'LDAP cleartext'
          : random.pick(['Credentials validation', 'Resource access', 'Resource access']),
        ...(failed ? { failure: 'WrongPassword' } : {}),
      });
      if (failed && device.role === 'workstation')
        world.machine(device).logon(moment(), {
          account,
          type: 'Unlock',
          protocol: 'Kerberos',
          failure: random.pick([
            'InvalidUserNameOrPassword',
            'InvalidUserNameOrPassword',
            'UnauthorizedLogonType',
          ] as const),
        });
    }
    for (let left = random.count(6 * activity * world.scale); left > 0; left--) {
      const from = random.chance(0.3) ? world.company.server('jump-server') : random.pick(clients).device;
      const [type, target, query] = random.pick([
        ['QueryUser', 'a colleague', '(&(objectClass=user)(sAMAccountName=*))'],
        ['QueryGroup', 'Domain Users', '(objectClass=group)'],
        ['AllGroupPolicies', 'Group policies', '(objectClass=groupPolicyContainer)'],
        ['QueryComputer', 'QF-FS-01', '(objectClass=computer)'],
      ] as const);
      if (type === 'AllGroupPolicies' && from.role !== 'jump-server') continue;
      world.identity.query(moment(), {
        by: from.owner?.account ?? world.company.services.directorySync,
        from,
        to: world.company.server('domain-controller', random.below(2)),
        type,
        target,
        query,
      });
    }
    for (let left = random.count(2.4 * activity * world.scale); left > 0; left--)
      weighted.pick(random).make(moment(), world, random, random.pick(world.company.administrators));
  };
}
