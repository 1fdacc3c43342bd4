// AUP-10: uploads are data.

import { defineControl } from './control.js';
import { refusedToday } from './evidence-of-calls.js';

export const aup10 = defineControl({
  id: 'AUP-10',
  clauses: ['AUP-content'],
  kinds: ['enforced'],
  title: 'Uploads are data',
  promise:
    'What is uploaded is read as records within limits of size, depth, number and expansion; anything else is refused, and nothing is executed.',
  mechanism: 'lake/ingest reads, with its limits in one file.',
  state: 'in-force',
  limits: 'Samples of attacks inside of records are kept as evidence on purpose.',
  evidence: refusedToday({ reasons: ['damaged-content', 'body-too-large'] }),
});
