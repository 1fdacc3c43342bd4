// Every host table function by name. Add one: its file and a line here.

import type { HostFunction } from '../host-functions/host-function.js';
import { activityEngagement, activityMetrics, newActivityMetrics } from './activity.js';
import { basket } from './basket.js';
import { components } from './components.js';
import { fold } from './fold.js';
import { type HostTable, hostTableFunction } from './host-table.js';
import { mergeSchemas } from './merge-schemas.js';
import { reduce } from './reduce.js';
import { funnelSequenceCompletion, sequenceDetect } from './sequences.js';
import { shortestWalks, walks } from './walks.js';

const hostTables = {
  activityEngagement,
  activityMetrics,
  basket,
  components,
  fold,
  funnelSequenceCompletion,
  mergeSchemas,
  newActivityMetrics,
  reduce,
  sequenceDetect,
  shortestWalks,
  walks,
} satisfies Readonly<Record<string, HostTable>>;

/** Names of the host table functions. */
export type HostTableName = keyof typeof hostTables;

/** What the engine registers for them, beside the host functions. */
export const hostTableFunctions: readonly HostFunction[] = Object.entries(hostTables).map(([name, table]) =>
  hostTableFunction(name, table),
);
