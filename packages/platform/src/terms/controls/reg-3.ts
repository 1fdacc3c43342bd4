// REG-3: registrations kept true.

import { defineControl } from './control.js';
import { changesOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const reg3 = defineControl({
  id: 'REG-3',
  clauses: ['API-2b'],
  kinds: ['enforced', 'noticed'],
  title: 'Registrations kept true',
  promise:
    'Owners confirm their registrations at an interval. Past due and grace, an application is refused until it is confirmed.',
  mechanism:
    'parties/attestation.ts computes the dates, notices/due-notices.ts tells the owner; the gate `attestation` refuses what has lapsed.',
  state: 'in-force',
  limits: 'An owner can confirm without looking. Days before the due date come from settings.',
  evidence: together(changesOf(['application.attested']), refusedToday({ gates: ['attestation'] })),
});
