// SEC-2: reported weaknesses.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const sec2 = defineControl({
  id: 'SEC-2',
  clauses: ['API-4'],
  kinds: ['noticed'],
  title: 'Reported weaknesses',
  promise: 'Weaknesses can be reported at a published address, by form and by API; each report is a case with a clock.',
  mechanism: 'security.txt, intake and cases.',
  state: 'planned',
  limits: 'Cases are not built yet.',
  evidence: nothingYet,
});
