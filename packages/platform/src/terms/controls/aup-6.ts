// AUP-6: no unwanted messages.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup6 = defineControl({
  id: 'AUP-6',
  clauses: ['AUP-spam'],
  kinds: ['enforced'],
  title: 'No unwanted messages',
  promise: 'Messages go to verified addresses only, are limited in rate and can be ended.',
  mechanism: 'Notices are signed, retried and kept from inner networks.',
  state: 'planned',
  limits: 'Ending a subscription and limits of mail are not built yet.',
  evidence: nothingYet,
});
