// Every aggregate by name. Add a family: its file and a line here.

import type { Aggregate } from './aggregate.js';
import { collections } from './collections.js';
import { sketches } from './sketches.js';
import { statistics } from './statistics.js';

/** The aggregate table; `arg_max`, `percentiles` and others with several columns are lowered in `operators/summarize.ts`. */
export const aggregates: Readonly<Record<string, Aggregate>> = { ...statistics, ...collections, ...sketches };
