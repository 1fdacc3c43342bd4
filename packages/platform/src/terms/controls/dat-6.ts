// DAT-6: privacy statements.

import { type Control, defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';

const ownStatement: Control['evidence'] = async ({ records, clock }) => {
  const row = await records.db
    .selectFrom('terms_document')
    .select(['version', 'effective_at'])
    .where('document', '=', 'privacy-statement')
    .where('effective_at', '<=', clock())
    .orderBy('effective_at', 'desc')
    .executeTakeFirst();
  return {
    summary:
      row === undefined
        ? 'The platform has no statement of its own in force.'
        : `The platform's own is in force in version ${row.version} since ${new Date(row.effective_at).toISOString()}.`,
  };
};

export const dat6 = defineControl({
  id: 'DAT-6',
  clauses: ['API-5d'],
  kinds: ['enforced', 'noticed'],
  title: 'Privacy statements',
  promise:
    'An application is registered with the address of its privacy statement only; it is shown at consent and kept in the receipt. The platform publishes its own at /privacy.',
  mechanism:
    "parties/registration.ts asks for it, terms/consents shows and records it, GET /privacy serves the platform's.",
  state: 'in-force',
  limits: "What stands at an application's address is not fetched.",
  evidence: together(
    rowsOf('application', 'registration with a privacy statement', 'registrations with a privacy statement'),
    ownStatement,
  ),
});
