// AUP-4: programs under a person\u2019s sign-in.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup4 = defineControl({
  id: 'AUP-4',
  clauses: ['AUP-bots'],
  kinds: ['detected'],
  title: "Programs under a person's sign-in",
  promise: 'A cadence that no person has, on the token of a person, raises an alert.',
  mechanism: 'A detection over ApiAuditEvents.',
  state: 'planned',
  limits: 'Not built yet.',
  evidence: nothingYet,
});
