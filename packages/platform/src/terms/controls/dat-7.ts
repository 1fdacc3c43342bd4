// DAT-7: place of data.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const dat7 = defineControl({
  id: 'DAT-7',
  clauses: ['AUP-end'],
  kinds: ['noticed'],
  title: 'Place of data',
  promise: 'Where data of a tenant is stored is disclosed.',
  mechanism: 'A setting that receipts name already when it is given.',
  state: 'planned',
  limits: 'Disclosure per tenant is not built yet.',
  evidence: nothingYet,
});
