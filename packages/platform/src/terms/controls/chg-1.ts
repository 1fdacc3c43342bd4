// CHG-1: versions of the interfaces.

import { defineControl } from './control.js';
import { refusedToday } from './evidence-of-calls.js';

export const chg1 = defineControl({
  id: 'CHG-1',
  clauses: ['API-6'],
  kinds: ['noticed'],
  title: 'Versions of the interfaces',
  promise:
    'Versions stand side by side; an ending one says so with its date in every answer. Previews say so too and need opting in.',
  mechanism: 'Routes declare version, end and preview; the gate `preview` asks for the opt-in.',
  state: 'in-force',
  limits: 'Whether clients read the headers is theirs.',
  evidence: refusedToday({ gates: ['preview'] }),
});
