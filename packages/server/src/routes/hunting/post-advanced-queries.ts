// Advanced hunting as the Defender for Endpoint API serves it (wire contract 3.1).

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { runHunt } from '../../http/run-hunt.js';
import { defenderResult } from '../../wire/defender-result.js';
import { defenderWire } from '../../wire/defender-wire.js';
import { huntingDeprecation } from './hunting-deprecation.js';

export const postAdvancedQueries = defineRoute({
  method: 'POST',
  path: ['/api/advancedqueries/run', '/api/v1.0/advancedqueries/run'],
  summary: 'Hunt with KQL, Defender for Endpoint API',
  wire: defenderWire,
  reads: 'json',
  schemas: { body: Type.Object({ Query: Type.String({ minLength: 1 }) }) },
  permission: { roles: ['AdvancedQuery.Read.All'] },
  quota: 'hunting',
  controls: ['USE-1', 'DAT-2', 'CHG-1'],
  deprecation: huntingDeprecation,
  handler: (call) => runHunt(call, { query: call.body.Query, oneTable: true, shape: defenderResult }),
});
