// What every part of the sample works with: the company, its machines, the calendar and the writers of each family of tables.

import type { Company } from './company/company.js';
import { foundCompany } from './company/company.js';
import type { Device } from './company/devices.js';
import { Machine } from './machines/machine.js';
import { Random } from './random.js';
import type { Columns, Recorder } from './recorder.js';
import type { Moment, Timeline } from './timeline.js';
import { AlertWriter } from './writers/alert-writer.js';
import { CloudWriter } from './writers/cloud-writer.js';
import { IdentityWriter } from './writers/identity-writer.js';
import { MailWriter } from './writers/mail-writer.js';

/** Something that goes on all month: called for every hour with the moment at which it begins. */
export type Routine = (hourStart: Moment) => void;

/** An action planned for a moment; it runs after the routines of that hour. */
export interface PlannedAction {
  readonly at: Moment;
  readonly run: (at: Moment) => void;
}

export class World {
  readonly company: Company;
  readonly machines: readonly Machine[];
  readonly mail: MailWriter;
  readonly identity: IdentityWriter;
  readonly cloud: CloudWriter;
  readonly alerts: AlertWriter;
  readonly #byDevice: ReadonlyMap<string, Machine>;

  constructor(
    readonly seed: number,
    /** Multiplies how often everyday things happen; the stories happen once. */
    readonly scale: number,
    readonly timeline: Timeline,
    readonly recorder: Recorder,
  ) {
    this.company = foundCompany(seed);
    this.machines = this.company.devices
      .filter((device) => device.role !== 'unmanaged')
      .map((device) => new Machine(device, this.random(device.host), recorder, timeline));
    this.#byDevice = new Map(this.machines.map((machine) => [machine.device.id, machine]));
    this.mail = new MailWriter(this.random('mail'), recorder, timeline);
    this.identity = new IdentityWriter(this.random('identity'), recorder, timeline);
    this.cloud = new CloudWriter(this.random('cloud'), recorder, timeline);
    this.alerts = new AlertWriter(this.random('alerts'), recorder, timeline);
  }

  /** A stream of random numbers of its own. */
  random(name: string): Random {
    return new Random(this.seed, name);
  }

  machine(device: Device): Machine {
    const machine = this.#byDevice.get(device.id);
    if (!machine) throw new Error(`expected a managed computer, found ${device.name}`);
    return machine;
  }

  /** Records a row of a table that has no writer of its own, stamped with its time where the table has one. */
  record(at: Moment, table: string, values: Columns, stamped = true): void {
    this.recorder.record(at, table, stamped ? { Timestamp: this.timeline.ticks(at), ...values } : values);
  }
}
