// AUP-8: block lists.

import { defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const aup8 = defineControl({
  id: 'AUP-8',
  clauses: ['AUP-enforcement'],
  kinds: ['enforced'],
  title: 'Block lists',
  promise: 'Domains, mail servers and addresses can be blocked, inbound and outbound, in force within a second.',
  mechanism: 'network/block-list.ts; asked before the token is read and before anything is sent out.',
  state: 'in-force',
  limits: 'Addresses can be hidden behind others.',
  evidence: together(rowsOf('block', 'block', 'blocks'), refusedToday({ gates: ['block-list'] })),
});
