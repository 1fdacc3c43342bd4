// `evaluate name(…)`: the plugins, by name (kql-semantics §5.12).

import { unsupportedAt } from '../plan/scope.js';
import type { Operator } from './operator.js';
import { bagUnpack } from './plugins/bag-unpack.js';
import { dcountIntersect } from './plugins/dcount-intersect.js';
import { geoLineLookup, geoPolygonLookup } from './plugins/geo-lookup.js';
import { ipv4Lookup } from './plugins/ip-lookup.js';
import { pivot } from './plugins/pivot.js';
import { type Plugin, pluginCall } from './plugins/plugin.js';
import { refusedPlugins } from './plugins/refused.js';
import { estimateRowsCount, preview } from './plugins/row-counts.js';
import { narrow, rowsNear } from './plugins/rows.js';
import { schemaMerge } from './plugins/schema-merge.js';
import {
  activeUsersCount,
  activityCountsMetrics,
  rollingPercentile,
  slidingWindowCounts,
} from './plugins/sliding-windows.js';

const plugins: ReadonlyMap<string, Plugin> = new Map([
  ['active_users_count', activeUsersCount],
  ['activity_counts_metrics', activityCountsMetrics],
  ['bag_unpack', bagUnpack],
  ['dcount_intersect', dcountIntersect],
  ['estimate_rows_count', estimateRowsCount],
  ['geo_line_lookup', geoLineLookup],
  ['geo_polygon_lookup', geoPolygonLookup],
  ['ipv4_lookup', ipv4Lookup],
  ['narrow', narrow],
  ['pivot', pivot],
  ['preview', preview],
  ['rolling_percentile', rollingPercentile],
  ['rows_near', rowsNear],
  ['schema_merge', schemaMerge],
  ['sliding_window_counts', slidingWindowCounts],
]);

export const evaluate: Operator = (node, input, context) => {
  const call = pluginCall(node, input, context);
  const plugin = plugins.get(call.name);
  if (plugin) return plugin(call);
  const why = refusedPlugins.get(call.name);
  throw unsupportedAt(context.compilation, call.node, `the plugin '${call.name}'${why ? ` (${why})` : ''}`);
};
