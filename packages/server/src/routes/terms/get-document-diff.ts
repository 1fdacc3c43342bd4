// What a version of a document changes, clause by clause.

import { type TermsDocument, TermsError } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const getDocumentDiff = defineRoute({
  method: 'GET',
  path: '/terms/:document/diff',
  summary: 'What changes between two versions of a document: the newest and the one before unless told',
  wire: platformWire,
  reads: 'none',
  schemas: {
    params: Type.Object({ document: Type.String() }),
    querystring: Type.Object({ from: Type.Optional(Type.String()), to: Type.Optional(Type.String()) }),
  },
  permission: 'none',
  quota: 'none',
  controls: ['CHG-2'],
  async handler({ params: { document }, query, services: { terms } }) {
    const versions = await terms.documents.list(document);
    const to = query.to ?? versions.at(-1)?.version ?? '';
    const from = query.from ?? before(versions, to);
    return { body: await terms.documents.diff(document, from, to) };
  },
});

function before(versions: readonly TermsDocument[], version: string): string {
  const index = versions.findIndex((one) => one.version === version);
  const previous = versions[index - 1];
  if (previous !== undefined) return previous.version;
  // A version that is unknown is refused by name where it is looked up.
  if (index === -1) return version;
  throw new TermsError('version-unknown', `version ${version} is the first: expected 'from' to name another`);
}
