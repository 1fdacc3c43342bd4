// What an activity at a desk is.

import type { Moment } from '../../timeline.js';
import type { Desk } from '../desk.js';

/** One kind of thing that people do. */
export interface Activity {
  readonly name: string;
  /** How often, against the others. */
  readonly weight: number;
  /** Only people of these departments. */
  readonly departments?: readonly string[];
  run(at: Moment, desk: Desk): void;
}
