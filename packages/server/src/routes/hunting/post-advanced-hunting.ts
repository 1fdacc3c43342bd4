// Advanced hunting as the Microsoft 365 Defender API serves it (wire contract 2.8).

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { runHunt } from '../../http/run-hunt.js';
import { defenderResult } from '../../wire/defender-result.js';
import { defenderWire } from '../../wire/defender-wire.js';
import { huntingDeprecation } from './hunting-deprecation.js';

export const postAdvancedHunting = defineRoute({
  method: 'POST',
  path: ['/api/advancedhunting/run', '/api/v1.0/advancedhunting/run'],
  summary: 'Hunt with KQL, Microsoft 365 Defender API',
  wire: defenderWire,
  reads: 'json',
  schemas: { body: Type.Object({ Query: Type.String({ minLength: 1 }) }) },
  permission: { roles: ['AdvancedHunting.Read.All'] },
  quota: 'hunting',
  controls: ['USE-1', 'DAT-2', 'CHG-1'],
  deprecation: huntingDeprecation,
  handler: (call) => runHunt(call, { query: call.body.Query, oneTable: true, shape: defenderResult }),
});
