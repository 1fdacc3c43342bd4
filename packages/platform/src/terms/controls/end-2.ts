// END-2: return or deletion.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const end2 = defineControl({
  id: 'END-2',
  clauses: ['API-10b'],
  kinds: ['enforced'],
  title: 'Return or deletion',
  promise:
    'On termination the customer gets an export in open formats with a manifest of hashes, or deletion with a certificate.',
  mechanism: 'Export and erasure jobs.',
  state: 'planned',
  limits: 'Not built yet.',
  evidence: nothingYet,
});
