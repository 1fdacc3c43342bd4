// Keeps the consents: given by a tenant's administrator per application and permission, withdrawn at any time, never erased.

import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '../../clock.js';
import { isGuid } from '../../parties/guid.js';
import type { Attribution } from '../../records/event-log.js';
import type { Records } from '../../records/open-records.js';
import type { RecordsSchema } from '../../records/schema/index.js';
import { TermsError } from '../terms-error.js';
import type { Consent, ConsentOptions, ConsentRequest, ConsentSelection } from './consent.js';
import { type ConsentNotice, composeNotice } from './consent-notice.js';
import { currentReceipt, type IssuedReceipt, type PlatformPlace, writeReceipt } from './consent-receipt.js';

/** The consents (DAT-1). */
export interface Consents {
  /**
   * What to show before asking; its `hash` goes into `give`.
   * @throws TermsError as `give`.
   */
  notice(request: ConsentRequest): Promise<ConsentNotice>;
  /**
   * Records a consent per permission and writes its receipt; an earlier one for the same permission is superseded.
   * @throws TermsError `permission-not-granted` for a permission that the operator did not grant the application,
   * `notice-changed` when the application is no longer what the administrator was shown, `validity-past`,
   * `tenant-unknown`, `application-unknown`.
   * @example
   * await consents.give(
   *   { tenantId, applicationId, permissions: [{ resource: 'graph', permission: 'ThreatHunting.Read.All' }],
   *     givenBy: `person:${id}`, method: 'consent-page', sourceAddress: '192.0.2.7', noticeHash: notice.hash },
   *   { actor: `person:${id}`, reason: 'consent page' },
   * );
   */
  give(options: ConsentOptions, by: Attribution): Promise<readonly Consent[]>;
  /**
   * Withdraws what is live of the selection; it counts from the next request on.
   * @throws TermsError `consent-unknown` when nothing of it is live.
   */
  withdraw(selection: ConsentSelection, by: Attribution): Promise<readonly Consent[]>;
  /** What counts now: not withdrawn, not past its validity. */
  live(tenantId: string, applicationId: string): Promise<readonly Consent[]>;
  /** Newest first, withdrawn ones included. */
  list(filter?: { readonly tenantId?: string; readonly applicationId?: string }): Promise<readonly Consent[]>;
  /** @throws TermsError `consent-unknown`. */
  receipt(id: string): Promise<IssuedReceipt>;
}

export interface ConsentsOptions {
  readonly records: Records;
  readonly clock: Clock;
  /** For the receipts; nothing is stated unless told. */
  readonly place?: PlatformPlace;
}

const unstated: PlatformPlace = { storageLocation: null, jurisdiction: null };

export function createConsents({ records, clock, place = unstated }: ConsentsOptions): Consents {
  const { db } = records;
  return {
    notice: (request) => composeNotice(db, request),

    async give(options, by) {
      const { tenantId, applicationId, permissions } = options;
      const now = clock();
      const { validUntil = null } = options;
      if (validUntil !== null && validUntil <= now) {
        throw new TermsError('validity-past', `validity: expected a later time than now, found ${validUntil}`);
      }
      const detail = { tenantId, permissions, givenBy: options.givenBy, method: options.method };
      return records.change({ by, kind: 'consent.given', subject: applicationId, detail }, async (t) => {
        // Two administrators at once: the second waits and supersedes the first.
        await lockApplication(t, applicationId);
        const notice = await composeNotice(t, options);
        if (options.noticeHash !== undefined && options.noticeHash !== notice.hash) {
          throw new TermsError(
            'notice-changed',
            `application ${applicationId}: expected what was shown (notice ${options.noticeHash}), found notice ${notice.hash}`,
          );
        }
        const given: Consent[] = [];
        for (const permission of notice.permissions) given.push(await giveOne(t, options, notice, permission));
        return given;
      });

      async function giveOne(
        t: Kysely<RecordsSchema>,
        { givenBy, method, sourceAddress = null }: ConsentOptions,
        notice: ConsentNotice,
        { resource, permission }: ConsentNotice['permissions'][number],
      ): Promise<Consent> {
        const key = { tenant_id: tenantId, application_id: applicationId, resource, permission };
        const id = randomUUID();
        const { count } = await t
          .selectFrom('consent')
          .select((e) => e.fn.countAll<string | number>().as('count'))
          .where((e) => e.and(key))
          .executeTakeFirstOrThrow();
        await t
          .updateTable('consent')
          .set({ withdrawn_by: givenBy, withdrawn_at: now, superseded_by: id })
          .where((e) => e.and(key))
          .where('withdrawn_at', 'is', null)
          .execute();
        const consent = {
          ...{ id, tenantId, applicationId, resource, permission, version: Number(count) + 1 },
          ...{ givenBy, givenAt: now, method, sourceAddress, validUntil },
          ...{ withdrawnBy: null, withdrawnAt: null, supersededBy: null },
        };
        const { text, hash } = writeReceipt(consent, notice, place);
        await t
          .insertInto('consent')
          .values({
            ...{ id, ...key, version: consent.version, receipt: text, receipt_hash: hash },
            ...{ given_by: givenBy, given_at: now, method, source_address: sourceAddress, valid_until: validUntil },
            ...{ withdrawn_by: null, withdrawn_at: null, superseded_by: null },
          })
          .execute();
        return { ...consent, receiptHash: hash };
      }
    },

    async withdraw(selection, by) {
      const ids = 'id' in selection ? [selection.id] : [selection.tenantId, selection.applicationId];
      const live = ids.every(isGuid) ? await select(db, selection).where('withdrawn_at', 'is', null).execute() : [];
      const [first] = live;
      if (first === undefined) {
        throw new TermsError('consent-unknown', `expected a live consent, found none for ${JSON.stringify(selection)}`);
      }
      const withdrawn = live.map((row) => row.id);
      const detail = { tenantId: first.tenant_id, consents: withdrawn };
      return records.change({ by, kind: 'consent.withdrawn', subject: first.application_id, detail }, async (t) => {
        const rows = await t
          .updateTable('consent')
          .set({ withdrawn_by: by.actor, withdrawn_at: clock() })
          .where('id', 'in', withdrawn)
          .where('withdrawn_at', 'is', null)
          .returningAll()
          .execute();
        return rows.map(toConsent);
      });
    },

    async live(tenantId, applicationId) {
      const rows = await select(db, { tenantId, applicationId })
        .where('withdrawn_at', 'is', null)
        .where((e) => e.or([e('valid_until', 'is', null), e('valid_until', '>', clock())]))
        .orderBy('resource')
        .orderBy('permission')
        .execute();
      return rows.map(toConsent);
    },

    async list({ tenantId, applicationId } = {}) {
      if ([tenantId, applicationId].some((id) => id !== undefined && !isGuid(id))) return [];
      let query = db.selectFrom('consent').selectAll().orderBy('given_at', 'desc').orderBy('id');
      if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId);
      if (applicationId !== undefined) query = query.where('application_id', '=', applicationId);
      return (await query.execute()).map(toConsent);
    },

    async receipt(id) {
      const row = isGuid(id) ? await select(db, { id }).executeTakeFirst() : undefined;
      if (row === undefined) throw new TermsError('consent-unknown', `consent ${id} was not found`);
      return currentReceipt(toConsent(row), row.receipt);
    },
  };
}

async function lockApplication(t: Kysely<RecordsSchema>, id: string): Promise<void> {
  if (isGuid(id)) await t.selectFrom('application').select('id').where('id', '=', id).forUpdate().execute();
}

function select(db: Kysely<RecordsSchema>, selection: ConsentSelection) {
  const query = db.selectFrom('consent').selectAll();
  if ('id' in selection) return query.where('id', '=', selection.id);
  const { tenantId, applicationId, resource, permission } = selection;
  return query.where((e) =>
    e.and({
      ...{ tenant_id: tenantId, application_id: applicationId },
      ...(resource !== undefined && { resource }),
      ...(permission !== undefined && { permission }),
    }),
  );
}

function toConsent(row: Selectable<RecordsSchema['consent']>): Consent {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    applicationId: row.application_id,
    resource: row.resource,
    permission: row.permission,
    version: row.version,
    givenBy: row.given_by,
    givenAt: row.given_at,
    method: row.method,
    sourceAddress: row.source_address,
    validUntil: row.valid_until,
    withdrawnBy: row.withdrawn_by,
    withdrawnAt: row.withdrawn_at,
    supersededBy: row.superseded_by,
    receiptHash: row.receipt_hash,
  };
}
