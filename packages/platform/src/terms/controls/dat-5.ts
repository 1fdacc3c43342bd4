// DAT-5: erasure.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const dat5 = defineControl({
  id: 'DAT-5',
  clauses: ['API-5c'],
  kinds: ['enforced', 'noticed'],
  title: 'Erasure',
  promise:
    'Data of an application or tenant that ended or was given up is erased, and a signed certificate says what, how much and when.',
  mechanism: 'Erasure jobs.',
  state: 'planned',
  limits: 'Not built yet; end of access is (END-1).',
  evidence: nothingYet,
});
