// What owners of applications are to be told of the terms: that a version was published, and when it takes effect (CHG-2).

import type { Parties } from '../parties/index.js';
import type { TermsDocument } from '../terms/documents/terms-document.js';
import type { NewNotice } from './notices.js';

/**
 * A notice of each version to every owner who answered for an active application when it was published. `Notices.send` keeps
 * each once, so this may be asked as often as liked.
 * @example for (const notice of await termsNotices(identity.parties, await terms.documents.list())) await notices.send(notice);
 */
export async function termsNotices(
  { applications, owners }: Pick<Parties, 'applications' | 'owners'>,
  documents: readonly TermsDocument[],
): Promise<readonly NewNotice[]> {
  const answering = new Set((await applications.list({ state: 'active' })).map(({ ownerId }) => ownerId));
  const told = (await owners.list({ state: 'active' })).filter(({ id }) => answering.has(id));
  return documents.flatMap(({ document, version, title, hash, acceptance, ...at }) =>
    told
      .filter(({ createdAt }) => createdAt < at.publishedAt)
      .map(({ id }) => ({
        ...{ kind: 'terms-published', recipient: `owner:${id}`, deduplicationKey: `${document} ${version}` },
        payload: {
          ...{ document, version, title, hash, acceptance, path: `/terms/${document}/${version}` },
          effectiveAt: new Date(at.effectiveAt).toISOString(),
        },
      })),
  );
}
