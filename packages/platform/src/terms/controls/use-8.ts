// USE-8: entitlements.

import { defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const use8 = defineControl({
  id: 'USE-8',
  clauses: ['API-3b-13'],
  kinds: ['enforced'],
  title: 'Entitlements',
  promise: 'A tenant sees the tables of products that it is licensed for; others are refused, naming what is missing.',
  mechanism: 'parties/entitlements.ts; hunting resolves tables through them.',
  state: 'in-force',
  limits: 'A tenant without any entitlement on record is entitled to all products.',
  evidence: together(
    rowsOf('entitlement', 'entitlement', 'entitlements'),
    refusedToday({ reasons: ['forbidden-table'] }),
  ),
});
