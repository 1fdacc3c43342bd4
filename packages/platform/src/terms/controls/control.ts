// What a control is: a promise about clauses of the terms, where it is kept, and evidence of today.

import type { Clock } from '../../clock.js';
import type { Records } from '../../records/open-records.js';
import type { ControlId } from './control-ids.js';

/**
 * How a clause is dealt with. `enforced`: breaking it through the platform is refused; `detected`: it is found and raises
 * an alert; `attested`: the owner declares it, dated; `noticed`: the people concerned are told, and the proof is kept.
 */
export type ControlKind = 'enforced' | 'detected' | 'attested' | 'noticed';

/** What shows today that a control works. */
export interface Evidence {
  /** One sentence. */
  readonly summary: string;
  /** How many there are of what the summary speaks of. */
  readonly count?: number;
  /** A few of them. */
  readonly sample?: readonly Readonly<Record<string, unknown>>[];
}

/** Where evidence comes from. */
export interface EvidenceContext {
  readonly records: Records;
  readonly clock: Clock;
  /** Runs KQL over the platform's own audit tables, of all tenants, and gives back the rows. */
  hunt(kql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A control as it is declared. */
export interface Control {
  readonly id: ControlId;
  /** Ids of clauses in the shipped documents: `API-2b`, `DEF-1`, `AUP-law`. */
  readonly clauses: readonly [string, ...string[]];
  readonly kinds: readonly [ControlKind, ...ControlKind[]];
  /** A few words. */
  readonly title: string;
  /** What holds while the control stands. */
  readonly promise: string;
  /** Where it is kept, in words for the operator. */
  readonly mechanism: string;
  /** `planned`: not built yet; `limits` says what is missing. */
  readonly state: 'in-force' | 'planned';
  /** What the control does not do and its evidence cannot show. */
  readonly limits: string;
  readonly evidence: (context: EvidenceContext) => Promise<Evidence>;
}

/**
 * Declares a control.
 * @example export const licence = defineControl({ id: 'LIC-1', clauses: ['API-3a'], kinds: ['enforced'], … });
 */
export function defineControl(control: Control): Control {
  return control;
}
