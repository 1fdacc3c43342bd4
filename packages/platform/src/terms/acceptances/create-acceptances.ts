// The ledger of who accepted which version of which document, by word or by calling on (CHG-2).

import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '../../clock.js';
import type { Agreements } from '../../parties/agreements.js';
import { isGuid } from '../../parties/guid.js';
import type { Attribution } from '../../records/event-log.js';
import type { Records } from '../../records/open-records.js';
import type { RecordsSchema } from '../../records/schema/index.js';
import type { TermsDocuments } from '../documents/create-terms-documents.js';
import type { TermsDocument } from '../documents/terms-document.js';
import { TermsError } from '../terms-error.js';

export interface Acceptance {
  readonly id: string;
  readonly applicationId: string;
  readonly document: string;
  readonly version: string;
  /** Hex SHA-256 of the document's body as it was accepted. */
  readonly hash: string;
  readonly acceptedBy: string;
  /** Milliseconds since the Unix epoch. */
  readonly acceptedAt: number;
  readonly sourceAddress: string | null;
  /** `deemed`: by a call after the effective date. */
  readonly method: 'explicit' | 'deemed';
}

export interface AcceptOptions {
  readonly applicationId: string;
  readonly document: string;
  /** The one in force unless told; a version that takes effect later can be accepted before. */
  readonly version?: string;
  /** Hash of what was read; another text by that version refuses the acceptance. */
  readonly hash?: string;
  readonly acceptedBy: string;
  readonly sourceAddress?: string | null;
}

export interface Acceptances {
  /**
   * Records an acceptance; a second one of the same version gives the first back.
   * @throws TermsError `application-unknown`, `document-unknown`, `version-unknown`, `hash-mismatch`, or
   * `document-superseded` for a version that another has replaced.
   * @example await acceptances.accept({ applicationId, document: 'api-terms', hash, acceptedBy: `person:${id}` }, by);
   */
  accept(options: AcceptOptions, by: Attribution): Promise<Acceptance>;
  /**
   * Documents in force that ask for acceptance by word and were not accepted: the gate refuses while there is one.
   * Empty for an application that is under a separate agreement in place of these terms (REG-7), its own or that of the
   * tenant that it calls for: its home tenant unless told.
   */
  unaccepted(applicationId: string, at: number, tenantId?: string): Promise<readonly TermsDocument[]>;
  /**
   * Records a call as acceptance of the documents in force that the operator made so, once each.
   * @returns what was recorded now; empty on every later call
   */
  deem(
    options: {
      readonly applicationId: string;
      readonly tenantId?: string;
      readonly at: number;
      readonly sourceAddress?: string | null;
    },
    by: Attribution,
  ): Promise<readonly Acceptance[]>;
  /** Oldest first; of one application or of all. */
  list(applicationId?: string): Promise<readonly Acceptance[]>;
}

export interface AcceptancesOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly documents: TermsDocuments;
  readonly agreements: Pick<Agreements, 'inForce'>;
}

export function createAcceptances({ records, clock, documents, agreements }: AcceptancesOptions): Acceptances {
  const { db } = records;

  async function listOf(applicationId: string): Promise<readonly Acceptance[]> {
    const rows = await ledger(db).where('application_id', '=', applicationId).execute();
    return rows.map(toAcceptance);
  }

  /** Whether an agreement in force, the application's own or else the tenant's, stands in place of the documents. */
  async function isUnderAgreement(applicationId: string, at: number, tenantId: string | undefined): Promise<boolean> {
    const home = await db
      .selectFrom('application')
      .select('tenant_id')
      .where('id', '=', applicationId)
      .executeTakeFirst();
    if (home === undefined) return false;
    const governing = await agreements.inForce({ applicationId, tenantId: tenantId ?? home.tenant_id }, at);
    return governing?.replacesTerms === true;
  }

  /** Documents in force of a rule that the application has not accepted. */
  async function missing(applicationId: string, at: number, rule: 'explicit' | 'deemed', tenantId?: string) {
    const asked = (await documents.allInForce(at)).filter(({ acceptance }) => acceptance === rule);
    if (asked.length === 0 || (await isUnderAgreement(applicationId, at, tenantId))) return [];
    const accepted = new Set((await listOf(applicationId)).map(({ document, version }) => `${document} ${version}`));
    return asked.filter(({ document, version }) => !accepted.has(`${document} ${version}`));
  }

  async function add(
    t: Kysely<RecordsSchema>,
    { document, version, hash }: TermsDocument,
    who: Pick<Acceptance, 'applicationId' | 'acceptedBy' | 'acceptedAt' | 'sourceAddress' | 'method'>,
  ): Promise<Acceptance> {
    const row = {
      ...{ id: randomUUID(), application_id: who.applicationId, document, version, hash, method: who.method },
      ...{ accepted_by: who.acceptedBy, accepted_at: who.acceptedAt, source_address: who.sourceAddress },
    };
    // Of two at once the second finds the first.
    await t
      .insertInto('acceptance')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const key = { application_id: who.applicationId, document, version, method: who.method };
    return toAcceptance(
      await t
        .selectFrom('acceptance')
        .selectAll()
        .where((e) => e.and(key))
        .executeTakeFirstOrThrow(),
    );
  }

  return {
    async accept({ applicationId, document, version, hash, acceptedBy, sourceAddress = null }, by) {
      const now = clock();
      await requireApplication(db, applicationId);
      const inForce = await documents.inForce(document, now);
      const wanted = version ?? inForce?.version;
      if (wanted === undefined) throw new TermsError('document-unknown', `document ${document} is not in force`);
      const read = await documents.get(document, wanted);
      if (inForce !== null && read.effectiveAt < inForce.effectiveAt) {
        throw new TermsError(
          'document-superseded',
          `${document}: expected version ${inForce.version} or a later one, found ${read.version}`,
        );
      }
      if (hash !== undefined && hash !== read.hash) {
        throw new TermsError('hash-mismatch', `${document} ${read.version}: expected hash ${read.hash}, found ${hash}`);
      }
      const known = (await listOf(applicationId)).find(
        (one) => one.document === document && one.version === read.version && one.method === 'explicit',
      );
      if (known !== undefined) return known;
      const detail = { document, version: read.version, hash: read.hash, acceptedBy, method: 'explicit' };
      return records.change({ by, kind: 'terms.accepted', subject: applicationId, detail }, (t) =>
        add(t, read, { applicationId, acceptedBy, acceptedAt: now, sourceAddress, method: 'explicit' }),
      );
    },

    unaccepted: (applicationId, at, tenantId) => missing(applicationId, at, 'explicit', tenantId),

    async deem({ applicationId, tenantId, at, sourceAddress = null }, by) {
      const asked = await missing(applicationId, at, 'deemed', tenantId);
      if (asked.length === 0) return [];
      const detail = {
        documents: asked.map(({ document, version, hash }) => ({ document, version, hash })),
        method: 'deemed',
      };
      const acceptedBy = `application:${applicationId}`;
      return records.change({ by, kind: 'terms.accepted', subject: applicationId, detail }, async (t) => {
        const recorded: Acceptance[] = [];
        for (const document of asked) {
          recorded.push(
            await add(t, document, { applicationId, acceptedBy, acceptedAt: at, sourceAddress, method: 'deemed' }),
          );
        }
        return recorded;
      });
    },

    async list(applicationId) {
      if (applicationId === undefined) return (await ledger(db).execute()).map(toAcceptance);
      return isGuid(applicationId) ? listOf(applicationId) : [];
    },
  };
}

function ledger(db: Kysely<RecordsSchema>) {
  return db.selectFrom('acceptance').selectAll().orderBy('accepted_at').orderBy('document');
}

async function requireApplication(db: Kysely<RecordsSchema>, id: string): Promise<void> {
  const row = isGuid(id)
    ? await db.selectFrom('application').select('id').where('id', '=', id).executeTakeFirst()
    : undefined;
  if (row === undefined) throw new TermsError('application-unknown', `application ${id} was not found`);
}

function toAcceptance(row: Selectable<RecordsSchema['acceptance']>): Acceptance {
  const { id, document, version, hash, method } = row;
  return {
    ...{ id, applicationId: row.application_id, document, version, hash, method },
    ...{ acceptedBy: row.accepted_by, acceptedAt: row.accepted_at, sourceAddress: row.source_address },
  };
}
