// REG-2: complete registration.

import { defineControl } from './control.js';
import { changesOf, rowsOf, together } from './evidence.js';

export const reg2 = defineControl({
  id: 'REG-2',
  clauses: ['API-2b'],
  kinds: ['enforced'],
  title: 'Complete registration',
  promise:
    'A registration names the application, its owner and security contact, home page, purpose, data categories and privacy statement; what is missing or malformed is refused field by field.',
  mechanism: 'parties/registration.ts checks every field at registration and at each change.',
  state: 'in-force',
  limits:
    'Form is checked, not truth: that an address leads to a privacy statement which deserves the name is for people to read.',
  evidence: together(
    rowsOf('application', 'registration', 'registrations'),
    changesOf(['application.created', 'application.updated']),
  ),
});
