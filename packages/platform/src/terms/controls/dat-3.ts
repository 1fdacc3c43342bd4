// DAT-3: corrections and deletions.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const dat3 = defineControl({
  id: 'DAT-3',
  clauses: ['API-5b'],
  kinds: ['enforced', 'noticed'],
  title: 'Corrections and deletions',
  promise: 'A feed lists records that were corrected or deleted since a moment, and mirrors apply it.',
  mechanism: 'A change feed of the lake.',
  state: 'planned',
  limits: 'Not built yet.',
  evidence: nothingYet,
});
