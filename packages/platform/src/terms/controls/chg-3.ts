// CHG-3: feedback.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const chg3 = defineControl({
  id: 'CHG-3',
  clauses: ['API-7'],
  kinds: ['noticed'],
  title: 'Feedback',
  promise: 'Feedback is taken in, with the notice about its use before it is sent.',
  mechanism: 'A form and an endpoint.',
  state: 'planned',
  limits: 'Not built yet.',
  evidence: nothingYet,
});
