// Graph's beta function form of a hunt, its arguments inside the path: getRunHuntingQuery(query='…',timespan='…').

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { RequestFault } from '../../http/request-fault.js';
import { runGraphHunt } from '../../http/run-graph-hunt.js';
import { graphWire } from '../../wire/graph-wire.js';

/** One `name='text'` argument; a quote inside the text is doubled, as OData asks. */
const argument = /\s*(\w+)\s*=\s*(?:'((?:[^']|'')*)'|([\w-]+))\s*(?:,|$)/y;

export const getRunHuntingQuery = defineRoute({
  method: 'GET',
  path: '/beta/security/getRunHuntingQuery*',
  summary: 'Hunt with KQL, Microsoft Graph function form',
  wire: graphWire,
  reads: 'none',
  schemas: { params: Type.Object({ '*': Type.String() }) },
  permission: { roles: ['ThreatHunting.Read.All'] },
  quota: 'hunting',
  controls: ['USE-1', 'DAT-2'],
  handler(call) {
    const values = readArguments(call.params['*']);
    const query = values?.get('query');
    if (!query) throw new RequestFault({ kind: 'body-unreadable', detail: 'no query' });
    return runGraphHunt(call, query, values?.get('timespan') ?? null);
  },
});

/** The arguments of `(name='text',…)` by lower-case name; null when the text has another form. */
function readArguments(text: string): ReadonlyMap<string, string> | null {
  const [, inner] = /^\((.*)\)$/s.exec(text) ?? [];
  if (inner === undefined) return null;
  const values = new Map<string, string>();
  argument.lastIndex = 0;
  while (argument.lastIndex < inner.length) {
    const found = argument.exec(inner);
    if (found === null) return null;
    const [, name = '', quoted, bare = ''] = found;
    values.set(name.toLowerCase(), quoted?.replaceAll("''", "'") ?? bare);
  }
  return values;
}
