// CHG-2: versions of the terms.

import { type Control, defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

const documentsInForce: Control['evidence'] = async ({ records, clock }) => {
  const sample = await records.db
    .selectFrom('terms_document')
    .distinctOn('document')
    .select(['document', 'version', 'acceptance'])
    .where('effective_at', '<=', clock())
    .orderBy('document')
    .orderBy('effective_at', 'desc')
    .execute();
  const names = sample.map(({ document, version }) => `${document} ${version}`).join(', ');
  return { summary: `In force: ${names || 'no document'}.`, count: sample.length, sample };
};

export const chg2 = defineControl({
  id: 'CHG-2',
  clauses: ['API-6', 'API-11h'],
  kinds: ['enforced', 'noticed'],
  title: 'Versions of the terms',
  promise:
    'Terms are versioned with an effective date. From it on, an application that has not accepted is refused with the address of the terms or, where the operator chose so, its next call is recorded as acceptance.',
  mechanism: 'terms/documents and terms/acceptances; the gate `terms`; owners are told when a version is published.',
  state: 'in-force',
  limits:
    "Acceptance is by whoever holds the right to accept for the application; that person's mandate is not checked.",
  evidence: together(
    rowsOf('acceptance', 'acceptance', 'acceptances'),
    documentsInForce,
    refusedToday({ gates: ['terms'] }),
  ),
});
