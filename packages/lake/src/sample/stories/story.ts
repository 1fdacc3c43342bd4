// What an attack story is: actions planned for fixed moments before now, and a text that tells what to look for.

import type { Company } from '../company/company.js';
import type { Device } from '../company/devices.js';
import type { PlannedAction, World } from '../world.js';

export interface Story {
  readonly title: string;
  /** What happens and where to start hunting, for people. */
  readonly summary: string;
  /** Desks whose owners must be at work every day. */
  needs(company: Company): readonly Device[];
  plan(world: World): PlannedAction[];
}

/** The session that is open at a desk. @throws Error when nobody is there, which the calendar rules out */
export function sessionAt(world: World, device: Device) {
  const machine = world.machine(device);
  if (!machine.session) throw new Error(`story: expected someone at ${device.name}, found nobody`);
  return { machine, session: machine.session };
}

/** UTF-16LE in base64, as PowerShell's -EncodedCommand takes it. */
export function encodeCommand(script: string): string {
  return Buffer.from(script, 'utf16le').toString('base64');
}
