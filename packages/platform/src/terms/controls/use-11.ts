// USE-11: embargoed countries.

import { defineControl } from './control.js';
import { refusedToday } from './evidence-of-calls.js';

export const use11 = defineControl({
  id: 'USE-11',
  clauses: ['API-3b-17c', 'AUP-law'],
  kinds: ['enforced'],
  title: 'Embargoed countries',
  promise: 'Requests from countries that the operator has named are refused.',
  mechanism:
    "network/ finds the country by the operator's address database or the header of a trusted proxy; embargo is asked before the token is read.",
  state: 'in-force',
  limits:
    'No country is named by default, and without a database or proxy none is known. Addresses can be hidden behind others.',
  evidence: refusedToday({ gates: ['embargo'] }),
});
