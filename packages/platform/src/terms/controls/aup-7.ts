// AUP-7: notices stay.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup7 = defineControl({
  id: 'AUP-7',
  clauses: ['AUP-notices'],
  kinds: ['enforced', 'detected'],
  title: 'Notices stay',
  promise: 'Answers link the terms, exports carry notice and hash, and a changed export is recognised.',
  mechanism: 'The trail of changes is chained by hashes and can be verified offline today.',
  state: 'planned',
  limits: 'Exports with notices are not built yet.',
  evidence: nothingYet,
});
