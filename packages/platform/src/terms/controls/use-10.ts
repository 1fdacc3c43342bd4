// USE-10: declared use.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const use10 = defineControl({
  id: 'USE-10',
  clauses: ['API-3b-3', 'API-3b-12', 'API-3b-14', 'API-3b-15', 'API-3b-17', 'API-3b-17a', 'API-3b-17b'],
  kinds: ['attested'],
  title: 'Declared use',
  promise:
    'Owners declare not to use the interfaces to lead customers away, to advertise, to resell, to misrepresent or unlawfully; each has a category of report.',
  mechanism: 'Attestations by purpose and cases.',
  state: 'planned',
  limits: 'Registration names a purpose today; declarations per clause and report categories are not built yet.',
  evidence: nothingYet,
});
