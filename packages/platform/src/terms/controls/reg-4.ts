// REG-4: credentials.

import { defineControl } from './control.js';
import { changesOf, rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const reg4 = defineControl({
  id: 'REG-4',
  clauses: ['API-2b'],
  kinds: ['enforced'],
  title: 'Credentials',
  promise:
    'Client secrets have 256 random bits, are shown once and kept as memory-hard hashes; certificates work by signed assertions. At most two secrets live at once, and every credential expires.',
  mechanism:
    'parties/credentials.ts issues and revokes, identity/ authenticates; the gate `credential` refuses tokens whose credential was revoked or has expired.',
  state: 'in-force',
  limits: 'A secret that its owner has given away cannot be told from one that was kept.',
  evidence: together(
    rowsOf('credential', 'credential not revoked', 'credentials not revoked', { revoked_at: null }),
    changesOf(['credential.created', 'credential.revoked']),
    refusedToday({ gates: ['credential'] }),
  ),
});
