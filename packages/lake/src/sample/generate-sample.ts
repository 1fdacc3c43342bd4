// Generates the sample hour by hour: routines first, then what the stories planned, then the hour's rows in order of time.

import type { MappedRow } from '../sources/source.js';
import { tables } from '../tables/index.js';
import { raiseAlarms } from './noise/alarms.js';
import { workInTheCloud } from './noise/cloud.js';
import { workAt } from './noise/desk.js';
import { runDirectory } from './noise/directory.js';
import { reportDevices, reportIdentities } from './noise/inventory.js';
import { exchangeMail } from './noise/mail.js';
import { planOddities } from './noise/oddities.js';
import { report } from './noise/protection.js';
import { scan } from './noise/scanner.js';
import { serve } from './noise/servers.js';
import { runUnix } from './noise/unix.js';
import { assess } from './noise/vulnerabilities.js';
import { runWindows } from './noise/windows.js';
import { Recorder } from './recorder.js';
import { stories } from './stories/index.js';
import { hour, Timeline } from './timeline.js';
import { type PlannedAction, type Routine, World } from './world.js';

/** What to generate. */
export interface SampleOptions {
  /** Same seed, same company and same month. Default 20 240 317. */
  readonly seed?: number;
  /** Milliseconds since the Unix epoch: the newest row is at this moment or just before it. */
  readonly now: number;
  /** How many whole days before `now` the rows begin: 12 to 366, default 30. The stories need the last 12. */
  readonly days?: number;
  /** Multiplies everyday activity, default 1 (some 200,000 rows in 30 days). The stories happen once whatever the scale. */
  readonly scale?: number;
  /** Only these tables; their rows are the same as without the restriction. Default all. */
  readonly tables?: readonly string[];
}

/**
 * The events of an invented company's month with three attacks hidden in it (see `describeSample`), oldest first.
 * Rows are made as they are read, an hour at a time. Datetimes are ticks (bigint), or ISO text where they are facts of the world.
 * Same seed, days and scale with another `now` give the same rows, moved by the difference.
 * @throws RangeError on an option out of range, naming it; on a table that does not exist
 * @example for (const { table, values } of generateSample({ now: clock() })) …
 */
export function generateSample(options: SampleOptions): Iterable<MappedRow> {
  const { seed = 20_240_317, now, days = 30, scale = 1 } = options;
  if (!Number.isFinite(now))
    throw new RangeError(`sample option now: expected milliseconds since the epoch, found ${now}`);
  if (!Number.isInteger(days) || days < 12 || days > 366)
    throw new RangeError(`sample option days: expected a whole number from 12 to 366, found ${days}`);
  if (!(scale >= 0 && scale <= 10_000))
    throw new RangeError(`sample option scale: expected 0 to 10000, found ${scale}`);
  for (const table of options.tables ?? [])
    if (!tables.has(table))
      throw new RangeError(`sample option tables: expected names of hunting tables, found '${table}'`);
  return { [Symbol.iterator]: () => live(seed, Math.floor(now), days, scale, options.tables) };
}

function* live(
  seed: number,
  now: number,
  days: number,
  scale: number,
  only: readonly string[] | undefined,
): Generator<MappedRow> {
  const timeline = new Timeline(now, days);
  const recorder = new Recorder(timeline, only);
  const world = new World(seed, scale, timeline, recorder);
  const routines = plan(world);
  const actions = planActions(world);
  let next = 0;
  for (let index = 0; index <= days * 24; index++) {
    const hourStart = index * hour;
    if (hourStart < timeline.end) for (const routine of routines) routine(hourStart);
    for (let action = actions[next]; action && action.at < hourStart + hour; action = actions[++next])
      action.run(action.at);
    for (const { row } of recorder.drain(index)) yield row;
  }
}

function plan(world: World): Routine[] {
  const reliable = new Set(stories.flatMap((story) => story.needs(world.company)));
  const desks = world.machines.flatMap((machine) => {
    const { owner, role } = machine.device;
    return owner && role === 'workstation' ? [workAt(world, machine, owner, reliable.has(machine.device))] : [];
  });
  const computers = world.machines.map((machine) =>
    machine.isWindows ? runWindows(world, machine) : runUnix(world, machine),
  );
  const servers = world.machines.filter(({ device }) => !device.owner).map((machine) => serve(world, machine));
  return [
    ...desks,
    ...computers,
    ...servers,
    scan(world),
    report(world),
    reportDevices(world),
    reportIdentities(world),
    exchangeMail(world),
    workInTheCloud(world),
    runDirectory(world),
    raiseAlarms(world),
  ];
}

function planActions(world: World): PlannedAction[] {
  const { end } = world.timeline;
  const reports: PlannedAction[] = [
    { at: end - 5 * hour, run: (at) => assess(world, at) },
    // The newest row is at `now` itself: the sensors' sign of life.
    { at: end, run: (at) => signOfLife(world, at) },
  ];
  return [...reports, ...planOddities(world), ...stories.flatMap((story) => story.plan(world))].sort(
    (left, right) => left.at - right.at,
  );
}

function signOfLife(world: World, at: number): void {
  for (const role of ['domain-controller', 'file-server', 'web-server'] as const) {
    const machine = world.machine(world.company.server(role));
    machine.connect(at, machine.service('MsSense.exe'), {
      to: { ip: '198.18.4.20', port: 443, url: 'winatp-gw-weu.microsoft.com' },
    });
  }
}
