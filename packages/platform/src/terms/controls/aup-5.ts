// AUP-5: no falsified sender.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup5 = defineControl({
  id: 'AUP-5',
  clauses: ['AUP-spoofing'],
  kinds: ['enforced'],
  title: 'No falsified sender',
  promise: "Notices go out from the platform's own sender only, and forged forwarding headers are dropped.",
  mechanism: 'network/trusted-proxies.ts drops forged headers today.',
  state: 'planned',
  limits: 'A verified sender of mail is not built yet.',
  evidence: nothingYet,
});
