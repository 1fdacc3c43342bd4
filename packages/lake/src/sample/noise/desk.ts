// A working day at a computer: someone signs in, works on a mixture of things, and leaves.

import { office } from '../company/network.js';
import type { Person } from '../company/people.js';
import type { Session } from '../machines/happenings.js';
import type { Machine } from '../machines/machine.js';
import type { Process } from '../machines/process.js';
import { type Random, Weighted } from '../random.js';
import { hour, type Moment, minute, second } from '../timeline.js';
import type { Routine, World } from '../world.js';
import { cloudApplications } from '../writers/identity-writer.js';
import { type Activity, activities } from './desk-activities/index.js';
import { edgeOnWindows } from './user-agents.js';

/** A person at work: what an activity has at hand. */
export interface Desk {
  readonly world: World;
  readonly machine: Machine;
  readonly person: Person;
  readonly session: Session;
  readonly random: Random;
  /** A program that stays open: the running one, or started now. */
  open(at: Moment, fileName: string, commandLine?: string): Process;
}

/** Things done per hour of work, before scaling. */
const activitiesPerHour = 3.1;

interface WorkingDay {
  readonly index: number;
  readonly from: Moment;
  readonly to: Moment;
}

/** The routine of one desk. `reliable` people come every working day, because a story needs them. */
export function workAt(world: World, machine: Machine, person: Person, reliable: boolean): Routine {
  const random = world.random(`desk ${machine.device.host}`);
  const mine = new Weighted(
    activities.filter(({ departments }) => !departments || departments.includes(person.department)),
    (activity: Activity) => activity.weight,
  );
  let today: WorkingDay | undefined;

  return (hourStart) => {
    const index = world.timeline.dayIndex(hourStart);
    if (today?.index !== index) today = planDay(world, random, hourStart, reliable);
    const from = Math.max(hourStart, today.from);
    const to = Math.min(hourStart + hour, today.to);
    if (from >= to) {
      if (hourStart >= today.to) machine.session = undefined;
      return;
    }
    machine.session ??= signIn(world, machine, person, random, from);
    const { session } = machine;
    const desk: Desk = {
      world,
      machine,
      person,
      session,
      random,
      open: (at, fileName, commandLine) => open(machine, session, at, fileName, commandLine),
    };
    const start = Math.max(from, session.shell.createdAt + 3 * minute);
    if (start >= to) return;
    const count = random.count(((activitiesPerHour * (to - start)) / hour) * world.scale);
    for (let done = 0; done < count; done++)
      mine.pick(random).run(start + Math.floor(random.next() * (to - start)), desk);
  };
}

function planDay(world: World, random: Random, at: Moment, reliable: boolean): WorkingDay {
  const index = world.timeline.dayIndex(at);
  const daysBack = world.timeline.dayIndex(world.timeline.end) - index;
  const arrival = random.next();
  const departure = random.next();
  const present = random.chance(0.93) || reliable;
  if (world.timeline.isWeekend(at) || !present) return { index, from: 0, to: 0 };
  return {
    index,
    from: world.timeline.daysAgo(daysBack, 7.4) + Math.floor(arrival * (reliable ? 0.9 : 1.8) * hour),
    to: world.timeline.daysAgo(daysBack, 16.8) + Math.floor(departure * 1.7 * hour) + (reliable ? hour : 0),
  };
}

function signIn(world: World, machine: Machine, person: Person, random: Random, at: Moment): Session {
  const { account } = person;
  const local = person.department === 'It Admins' || person.department === 'Engineering';
  const logonId = machine.logon(at, {
    account,
    type: 'Interactive',
    protocol: 'Kerberos',
    localAdmin: local,
    by: machine.service('winlogon.exe'),
  });
  const controller = world.company.server('domain-controller', random.below(2));
  world.identity.logon(at, { account, from: machine.device, to: controller, type: 'Interactive' });
  world.identity.signIn(at + second, {
    account,
    application: cloudApplications.windowsSignIn,
    place: office,
    device: machine.device,
    userAgent: edgeOnWindows,
    multiFactor: true,
  });
  const userinit = machine.start(at + second, {
    parent: machine.service('winlogon.exe'),
    program: 'userinit.exe',
    commandLine: 'userinit.exe',
    account,
    logonId,
    sessionId: 1,
    integrity: 'Medium',
    elevation: local ? 'TokenElevationTypeLimited' : 'TokenElevationTypeDefault',
  });
  const shell = machine.start(at + 2 * second, {
    parent: userinit,
    program: 'explorer.exe',
    commandLine: 'C:\\Windows\\Explorer.EXE',
  });
  const session: Session = { account, logonId, shell, open: new Map() };
  open(
    machine,
    session,
    at + 20 * second,
    'OneDrive.exe',
    `"C:\\Users\\${account.name}\\AppData\\Local\\Microsoft\\OneDrive\\OneDrive.exe" /background`,
  );
  open(machine, session, at + 25 * second, 'ms-teams.exe', '"ms-teams.exe" --autostarted');
  open(machine, session, at + minute, 'OUTLOOK.EXE');
  open(
    machine,
    session,
    at + 2 * minute,
    'msedge.exe',
    '"C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe" --profile-directory=Default',
  );
  return session;
}

function open(machine: Machine, session: Session, at: Moment, fileName: string, commandLine?: string): Process {
  const running = session.open.get(fileName);
  if (running && running.createdAt <= at) return running;
  const started = machine.start(at, {
    parent: session.shell,
    program: fileName,
    ...(commandLine ? { commandLine } : {}),
  });
  session.open.set(fileName, started);
  return started;
}
