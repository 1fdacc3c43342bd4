// CHG-4: confidential answers.

import { defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const chg4 = defineControl({
  id: 'CHG-4',
  clauses: ['API-8'],
  kinds: ['enforced'],
  title: 'Confidential answers',
  promise:
    'Endpoints and tables labelled confidential need a permission of their own, and their answers carry the label.',
  mechanism: 'parties/labels.ts; the gate `confidential`.',
  state: 'in-force',
  limits: 'What the caller does with the answer is beyond reach.',
  evidence: together(rowsOf('label', 'label', 'labels'), refusedToday({ gates: ['confidential'] })),
});
