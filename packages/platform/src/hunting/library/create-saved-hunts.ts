// Queries that people save: their own, and those that they share with everybody who hunts in the tenant.

import { randomUUID } from 'node:crypto';
import type { QueryParameter } from '@gamekeeper/kql';
import type { Selectable } from 'kysely';
import type { Clock } from '../../clock.js';
import { isGuid } from '../../parties/guid.js';
import type { Attribution, Records, RecordsSchema } from '../../records/index.js';
import type { HuntLanguage } from '../hunt-language.js';
import { wholeNamespace } from '../hunt-scope.js';
import type { StoredFunctions } from './create-stored-functions.js';
import { LibraryError } from './library-error.js';

/** A saved query. Times are milliseconds since the Unix epoch. */
export interface SavedHunt {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly description: string;
  readonly query: string;
  readonly parameters: readonly QueryParameter[];
  /** `person:<id>`, `application:<id>` or `operator`. */
  readonly savedBy: string;
  readonly shared: boolean;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** What is saved. */
export type HuntText = Pick<SavedHunt, 'name' | 'folder' | 'description' | 'query' | 'shared'>;

/** Who asks, and in which tenant. The operator sees and changes all of a tenant's. */
export interface Hunter {
  readonly tenantId: string;
  readonly name: string;
}

/** Queries that can be saved in a tenant. */
export const MAX_SAVED_HUNTS = 1000;

/** What is not there, and what is another's own, is refused in the same words. */
export interface SavedHunts {
  /** @throws LibraryError `saved-hunts-too-many`; HuntError with its place when the query does not compile */
  save(hunter: Hunter, text: HuntText, by: Attribution): Promise<SavedHunt>;
  /** Own and shared ones, by folder and name. */
  list(hunter: Hunter): Promise<readonly SavedHunt[]>;
  /** @throws LibraryError `saved-hunt-unknown` */
  get(hunter: Hunter, id: string): Promise<SavedHunt>;
  /** @throws LibraryError `saved-hunt-unknown`, `saved-hunt-foreign` for what another shares; HuntError when the query does not compile */
  change(hunter: Hunter, id: string, changes: Partial<HuntText>, by: Attribution): Promise<SavedHunt>;
  /** @throws LibraryError `saved-hunt-unknown`, `saved-hunt-foreign` */
  remove(hunter: Hunter, id: string, by: Attribution): Promise<void>;
}

/** @example createSavedHunts({ records, clock, language, functions }) */
export function createSavedHunts(options: {
  readonly records: Records;
  readonly clock: Clock;
  readonly language: Pick<HuntLanguage, 'ask'>;
  readonly functions: Pick<StoredFunctions, 'of'>;
}): SavedHunts {
  const { records, clock, language, functions } = options;
  const rowsOf = ({ tenantId }: Hunter) =>
    records.db.selectFrom('saved_hunt').selectAll().where('tenant_id', '=', tenantId);

  /** The parameters of a query that compiles. */
  async function check({ tenantId }: Hunter, query: string): Promise<readonly QueryParameter[]> {
    const scope = { ...wholeNamespace(null), functions: await functions.of(tenantId) };
    return language.ask({ ask: 'parameters', text: query }, scope);
  }

  async function get(hunter: Hunter, id: string): Promise<SavedHunt> {
    const row = isGuid(id) ? await rowsOf(hunter).where('id', '=', id.toLowerCase()).executeTakeFirst() : undefined;
    const found = row && toSavedHunt(row);
    if (found === undefined || !(found.shared || isOwn(hunter, found)))
      throw new LibraryError('saved-hunt-unknown', `The saved hunt '${id.slice(0, 80)}' was not found`);
    return found;
  }

  async function getOwn(hunter: Hunter, id: string): Promise<SavedHunt> {
    const found = await get(hunter, id);
    if (isOwn(hunter, found)) return found;
    throw new LibraryError(
      'saved-hunt-foreign',
      `The saved hunt '${found.name}' is shared by another, who alone may change it`,
    );
  }

  return {
    get,

    async list(hunter) {
      const rows = await rowsOf(hunter).orderBy('folder').orderBy('name').orderBy('created_at').execute();
      return rows.map(toSavedHunt).filter((hunt) => hunt.shared || isOwn(hunter, hunt));
    },

    async save(hunter, text, by) {
      const parameters = await check(hunter, text.query);
      const [id, now] = [randomUUID(), clock()];
      return records.change({ by, kind: 'saved-hunt.created', subject: id, detail: { name: text.name } }, async (t) => {
        const { count } = await t
          .selectFrom('saved_hunt')
          .select(t.fn.countAll<number | string>().as('count'))
          .where('tenant_id', '=', hunter.tenantId)
          .executeTakeFirstOrThrow();
        if (Number(count) >= MAX_SAVED_HUNTS)
          throw new LibraryError('saved-hunts-too-many', `A tenant saves at most ${MAX_SAVED_HUNTS} hunts`);
        const row = await t
          .insertInto('saved_hunt')
          .values({
            ...{ ...text, id, tenant_id: hunter.tenantId, parameters: JSON.stringify(parameters) },
            ...{ saved_by: hunter.name, created_at: now, changed_at: now },
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return toSavedHunt(row);
      });
    },

    async change(hunter, id, changes, by) {
      const known = await getOwn(hunter, id);
      const { name, folder, description, query, shared } = { ...known, ...changes };
      const parameters = JSON.stringify(await check(hunter, query));
      const change = { by, kind: 'saved-hunt.changed', subject: known.id, detail: { fields: Object.keys(changes) } };
      return records.change(change, async (t) => {
        const row = await t
          .updateTable('saved_hunt')
          .set({ name, folder, description, query, shared, parameters, changed_at: clock() })
          .where('id', '=', known.id)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined)
          throw new LibraryError('saved-hunt-unknown', `The saved hunt '${known.id}' was not found`);
        return toSavedHunt(row);
      });
    },

    async remove(hunter, id, by) {
      const { id: known, name } = await getOwn(hunter, id);
      await records.change({ by, kind: 'saved-hunt.removed', subject: known, detail: { name } }, (t) =>
        t.deleteFrom('saved_hunt').where('id', '=', known).execute(),
      );
    },
  };
}

const isOwn = ({ name }: Hunter, { savedBy }: SavedHunt): boolean => name === 'operator' || name === savedBy;

function toSavedHunt(row: Selectable<RecordsSchema['saved_hunt']>): SavedHunt {
  const { id, name, folder, description, query, shared } = row;
  return {
    ...{ id, name, folder, description, query, shared },
    parameters: JSON.parse(row.parameters) as readonly QueryParameter[],
    ...{ savedBy: row.saved_by, createdAt: row.created_at, changedAt: row.changed_at },
  };
}
