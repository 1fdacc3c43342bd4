// `evaluate name(…)`: the plugins, by name (kql-semantics §5.12).

import { unsupportedAt } from '../plan/scope.js';
import type { Operator } from './operator.js';
import { bagUnpack } from './plugins/bag-unpack.js';
import { geoLineLookup, geoPolygonLookup } from './plugins/geo-lookup.js';
import { ipv4Lookup } from './plugins/ip-lookup.js';
import { pivot } from './plugins/pivot.js';
import { type Plugin, pluginCall } from './plugins/plugin.js';
import { narrow, rowsNear } from './plugins/rows.js';
import {
  activeUsersCount,
  activityCountsMetrics,
  rollingPercentile,
  slidingWindowCounts,
} from './plugins/sliding-windows.js';

const plugins: Readonly<Record<string, Plugin>> = {
  active_users_count: activeUsersCount,
  activity_counts_metrics: activityCountsMetrics,
  bag_unpack: bagUnpack,
  geo_line_lookup: geoLineLookup,
  geo_polygon_lookup: geoPolygonLookup,
  ipv4_lookup: ipv4Lookup,
  narrow,
  pivot,
  rolling_percentile: rollingPercentile,
  rows_near: rowsNear,
  sliding_window_counts: slidingWindowCounts,
};

export const evaluate: Operator = (node, input, context) => {
  const call = pluginCall(node, input, context);
  const plugin = Object.hasOwn(plugins, call.name) ? plugins[call.name] : undefined;
  if (!plugin) throw unsupportedAt(context.compilation, call.node, `the plugin '${call.name}'`);
  return plugin(call);
};
