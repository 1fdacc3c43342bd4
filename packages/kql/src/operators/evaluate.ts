// `evaluate name(…)`: the plugins, by name (kql-semantics §5.12).

import { unsupportedAt } from '../plan/scope.js';
import type { Operator } from './operator.js';
import { bagUnpack } from './plugins/bag-unpack.js';
import { pivot } from './plugins/pivot.js';
import { type Plugin, pluginCall } from './plugins/plugin.js';

const plugins: Readonly<Record<string, Plugin>> = {
  bag_unpack: bagUnpack,
  pivot,
};

export const evaluate: Operator = (node, input, context) => {
  const call = pluginCall(node, input, context);
  const plugin = Object.hasOwn(plugins, call.name) ? plugins[call.name] : undefined;
  if (!plugin) throw unsupportedAt(context.compilation, call.node, `the plugin '${call.name}'`);
  return plugin(call);
};
