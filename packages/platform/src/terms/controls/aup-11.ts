// AUP-11: review.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup11 = defineControl({
  id: 'AUP-11',
  clauses: ['AUP-review'],
  kinds: ['noticed'],
  title: 'Review',
  promise: 'The version in force and its date are published with the policy, and subscribers hear of changes.',
  mechanism: 'GET /terms publishes version, date and hash today.',
  state: 'planned',
  limits: 'Subscriptions are not built yet.',
  evidence: nothingYet,
});
