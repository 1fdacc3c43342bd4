// `evaluate name(…)`: the plugins, by name (kql-semantics §5.12).

import { unsupportedAt } from '../plan/scope.js';
import type { Operator } from './operator.js';
import { activityEngagement, activityMetrics, newActivityMetrics } from './plugins/activity.js';
import { bagUnpack } from './plugins/bag-unpack.js';
import { basket } from './plugins/basket.js';
import { dcountIntersect } from './plugins/dcount-intersect.js';
import { geoLineLookup, geoPolygonLookup } from './plugins/geo-lookup.js';
import { ipv4Lookup, ipv6Lookup } from './plugins/ip-lookup.js';
import { pivot } from './plugins/pivot.js';
import { type Plugin, pluginCall } from './plugins/plugin.js';
import { refusedPlugins } from './plugins/refused.js';
import { estimateRowsCount, preview } from './plugins/row-counts.js';
import { narrow, rowsNear } from './plugins/rows.js';
import { schemaMerge } from './plugins/schema-merge.js';
import { funnelSequenceCompletion, sequenceDetect, sessionCount } from './plugins/sequences.js';
import {
  activeUsersCount,
  activityCountsMetrics,
  rollingPercentile,
  slidingWindowCounts,
} from './plugins/sliding-windows.js';

const plugins: ReadonlyMap<string, Plugin> = new Map([
  ['active_users_count', activeUsersCount],
  ['activity_counts_metrics', activityCountsMetrics],
  ['activity_engagement', activityEngagement],
  ['activity_metrics', activityMetrics],
  ['bag_unpack', bagUnpack],
  ['basket', basket],
  ['dcount_intersect', dcountIntersect],
  ['estimate_rows_count', estimateRowsCount],
  ['funnel_sequence_completion', funnelSequenceCompletion],
  ['geo_line_lookup', geoLineLookup],
  ['geo_polygon_lookup', geoPolygonLookup],
  ['ipv4_lookup', ipv4Lookup],
  ['ipv6_lookup', ipv6Lookup],
  ['narrow', narrow],
  ['new_activity_metrics', newActivityMetrics],
  ['pivot', pivot],
  ['preview', preview],
  ['rolling_percentile', rollingPercentile],
  ['rows_near', rowsNear],
  ['schema_merge', schemaMerge],
  ['sequence_detect', sequenceDetect],
  ['session_count', sessionCount],
  ['sliding_window_counts', slidingWindowCounts],
]);

export const evaluate: Operator = (node, input, context) => {
  const call = pluginCall(node, input, context);
  const plugin = plugins.get(call.name);
  if (plugin) return plugin(call);
  const why = refusedPlugins.get(call.name);
  throw unsupportedAt(context.compilation, call.node, `the plugin '${call.name}'${why ? ` (${why})` : ''}`);
};
