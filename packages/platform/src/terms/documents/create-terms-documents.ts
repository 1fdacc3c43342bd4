// Publishes the documents of the terms, version by version, and tells which is in force (CHG-2).

import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '../../clock.js';
import type { Attribution } from '../../records/event-log.js';
import type { Records } from '../../records/open-records.js';
import type { RecordsSchema } from '../../records/schema/index.js';
import { hashText } from '../hash-text.js';
import { TermsError } from '../terms-error.js';
import { compareDocuments, type DocumentComparison } from './compare-documents.js';
import { readClauses } from './read-document.js';
import { readShippedDocument, shippedDocuments } from './shipped-documents.js';
import type { AcceptanceRule, TermsDocument } from './terms-document.js';

export interface PublishOptions {
  readonly document: string;
  readonly version: string;
  /** Markdown; its first line `# Title` gives the title. */
  readonly body: string;
  /** Milliseconds since the Unix epoch; not before now. */
  readonly effectiveAt: number;
  readonly acceptance: AcceptanceRule;
}

export interface TermsDocuments {
  /**
   * Publishes a version; it is in force from its effective date on.
   * @throws TermsError `version-taken`, `effective-past`, `document-superseded` when a version that takes effect later
   * is published already, `document-malformed` for a name, version or body that is not as it should be.
   * @example await documents.publish({ document: 'api-terms', version: '2', body, effectiveAt, acceptance: 'explicit' }, by);
   */
  publish(options: PublishOptions, by: Attribution): Promise<TermsDocument>;
  /** Publishes the shipped documents that the platform has no version of; the first start does it. */
  publishShipped(by: Attribution): Promise<readonly TermsDocument[]>;
  /** Of one document: the version in force at a moment, null before its first. */
  inForce(document: string, at: number): Promise<TermsDocument | null>;
  /** Of every document, by name. */
  allInForce(at: number): Promise<readonly TermsDocument[]>;
  /** When the next published version takes effect after a moment; null when none will. */
  nextEffectiveAt(at: number): Promise<number | null>;
  /** All versions, of one document or of all: by name, oldest first. */
  list(document?: string): Promise<readonly TermsDocument[]>;
  /** @throws TermsError `document-unknown` or `version-unknown`. */
  get(document: string, version: string): Promise<TermsDocument>;
  /** @throws TermsError as `get`. */
  diff(document: string, from: string, to: string): Promise<DocumentComparison>;
}

/** Names that addresses use below /terms and below a document. */
const reserved: ReadonlySet<string> = new Set(['acceptances', 'controls', 'diff']);

export function createTermsDocuments({ records, clock }: { records: Records; clock: Clock }): TermsDocuments {
  const { db } = records;

  async function insert(options: PublishOptions, by: Attribution, now: number): Promise<TermsDocument> {
    const { document, version, body, effectiveAt, acceptance } = options;
    const { title } = readClauses(body);
    const hash = hashText(body);
    const detail = { version, hash, effectiveAt, acceptance };
    return records.change({ by, kind: 'terms.published', subject: document, detail }, async (t) => {
      const versions = await ofDocument(t, document).execute();
      if (versions.some((row) => row.version === version)) {
        throw new TermsError(
          'version-taken',
          `${document}: expected a new version, found ${version} published already`,
        );
      }
      const later = versions.find((row) => row.effective_at >= effectiveAt);
      if (later !== undefined) {
        throw new TermsError(
          'document-superseded',
          `${document} ${version}: expected to take effect after version ${later.version} (${iso(later.effective_at)}), found ${iso(effectiveAt)}`,
        );
      }
      const row = {
        ...{ document, version, title, body, hash, acceptance },
        ...{ published_at: now, effective_at: effectiveAt },
      };
      await t.insertInto('terms_document').values(row).execute();
      return toDocument(row);
    });
  }

  const documents: TermsDocuments = {
    async publish(options, by) {
      const { document, version, effectiveAt } = options;
      const now = clock();
      if (!/^[a-z][a-z0-9-]{1,62}$/.test(document) || reserved.has(document)) {
        throw new TermsError('document-malformed', `document: expected a name such as api-terms, found '${document}'`);
      }
      if (!/^[A-Za-z0-9][\w.-]{0,31}$/.test(version) || reserved.has(version)) {
        throw new TermsError(
          'document-malformed',
          `version: expected a version such as 2 or 2027-01, found '${version}'`,
        );
      }
      if (effectiveAt < now) {
        const found = `expected an effective date from ${iso(now)} on, found ${iso(effectiveAt)}`;
        throw new TermsError('effective-past', `${document} ${version}: ${found}`);
      }
      return insert(options, by, now);
    },

    async publishShipped(by) {
      const now = clock();
      const published: TermsDocument[] = [];
      for (const name of shippedDocuments) {
        if ((await ofDocument(db, name).executeTakeFirst()) !== undefined) continue;
        const { document, version, body, effectiveAt, acceptance } = await readShippedDocument(name);
        // There are terms from the first call on, whatever time the platform plays.
        const options = { document, version, body, acceptance, effectiveAt: Math.min(effectiveAt, now) };
        published.push(await insert(options, by, now));
      }
      return published;
    },

    async inForce(document, at) {
      const row = await ofDocument(db, document)
        .where('effective_at', '<=', at)
        .orderBy('effective_at', 'desc')
        .executeTakeFirst();
      return row === undefined ? null : toDocument(row);
    },

    async allInForce(at) {
      const rows = await db
        .selectFrom('terms_document')
        .selectAll()
        .distinctOn('document')
        .where('effective_at', '<=', at)
        .orderBy('document')
        .orderBy('effective_at', 'desc')
        .execute();
      return rows.map(toDocument);
    },

    async nextEffectiveAt(at) {
      const row = await db
        .selectFrom('terms_document')
        .select('effective_at')
        .where('effective_at', '>', at)
        .orderBy('effective_at')
        .executeTakeFirst();
      return row?.effective_at ?? null;
    },

    async list(document) {
      let query = db.selectFrom('terms_document').selectAll().orderBy('document').orderBy('effective_at');
      if (document !== undefined) query = query.where('document', '=', document);
      return (await query.execute()).map(toDocument);
    },

    async get(document, version) {
      const versions = await documents.list(document);
      if (versions.length === 0) throw new TermsError('document-unknown', `document ${document} was not found`);
      const found = versions.find((one) => one.version === version);
      if (found !== undefined) return found;
      const known = versions.map((one) => one.version).join(', ');
      throw new TermsError('version-unknown', `${document}: expected one of the versions ${known}, found ${version}`);
    },

    async diff(document, from, to) {
      return compareDocuments(await documents.get(document, from), await documents.get(document, to));
    },
  };
  return documents;
}

function ofDocument(db: Kysely<RecordsSchema>, document: string) {
  return db.selectFrom('terms_document').selectAll().where('document', '=', document);
}

function toDocument(row: Selectable<RecordsSchema['terms_document']>): TermsDocument {
  const { document, version, title, body, hash, acceptance } = row;
  return {
    ...{ document, version, title, body, hash, acceptance },
    ...{ publishedAt: row.published_at, effectiveAt: row.effective_at },
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
