// A running process: what events need to know about the one that caused them.

import type { Account } from '../company/accounts.js';
import type { Program } from '../company/software.js';
import type { Moment } from '../timeline.js';

/** A process of one machine. */
export interface Process {
  readonly program: Program;
  readonly id: number;
  readonly path: string;
  readonly commandLine: string;
  readonly createdAt: Moment;
  /** Ticks since 0001-01-01. */
  readonly created: bigint;
  readonly account: Account;
  readonly integrity: Integrity;
  readonly elevation: Elevation;
  readonly logonId: number;
  readonly sessionId: number;
  readonly uniqueId: string;
  /** The computer at the other end when the process runs in a remote session. */
  readonly remote: RemoteEnd | undefined;
  /** What events repeat about the parent; not the parent itself, whose own parents would stay in memory. */
  readonly parent: { readonly id: number; readonly fileName: string; readonly created: bigint } | undefined;
}

export type Integrity = 'System' | 'High' | 'Medium' | 'Low';
export type Elevation = 'TokenElevationTypeDefault' | 'TokenElevationTypeFull' | 'TokenElevationTypeLimited';

export interface RemoteEnd {
  readonly device: string;
  readonly ip: string;
}
