// The functions that a tenant stores: checked when they are stored, read by every hunt of the tenant.

import type { StoredFunction } from '@gamekeeper/kql';
import type { Selectable } from 'kysely';
import type { Clock } from '../../clock.js';
import type { Attribution, Records, RecordsSchema } from '../../records/index.js';
import type { HuntLanguage } from '../hunt-language.js';
import { type HuntScope, wholeNamespace } from '../hunt-scope.js';
import { LibraryError } from './library-error.js';
import type { FunctionText } from './read-function-command.js';

/** A function as it is stored. Times are milliseconds since the Unix epoch. */
export interface TenantFunction extends StoredFunction {
  readonly folder: string;
  readonly docstring: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** Functions that a tenant can store. */
export const MAX_FUNCTIONS = 200;

/** Characters of a definition. */
export const MAX_DEFINITION = 16_384;

/** Tenants whose functions are remembered. */
const MAX_REMEMBERED = 256;

export interface StoredFunctions {
  /**
   * Stores a function or replaces it, as `existing` says.
   * @throws LibraryError `function-malformed`, `functions-too-many`; HuntError with a place in the definition when it does not compile
   */
  put(tenantId: string, text: Omit<FunctionText, 'offset'>, by: Attribution): Promise<TenantFunction>;
  /** By name. */
  list(tenantId: string): Promise<readonly TenantFunction[]>;
  /** @throws LibraryError `function-unknown` */
  get(tenantId: string, name: string): Promise<TenantFunction>;
  /** @throws LibraryError `function-unknown` */
  remove(tenantId: string, name: string, by: Attribution): Promise<void>;
  /** What hunts of the tenant find; remembered until a function changes. */
  of(tenantId: string): Promise<ReadonlyMap<string, StoredFunction>>;
  close(): void;
}

/** @example createStoredFunctions({ records, clock, language }) */
export function createStoredFunctions(options: {
  readonly records: Records;
  readonly clock: Clock;
  readonly language: Pick<HuntLanguage, 'ask'>;
}): StoredFunctions {
  const { records, clock, language } = options;
  const { db } = records;
  const remembered = new Map<string, Promise<ReadonlyMap<string, StoredFunction>>>();
  const stop = records.onChange(({ kind }) => {
    if (kind.startsWith('function.')) remembered.clear();
  });
  const list = async (tenantId: string): Promise<readonly TenantFunction[]> =>
    (
      await db.selectFrom('stored_function').selectAll().where('tenant_id', '=', tenantId).orderBy('name').execute()
    ).map(toFunction);
  const load = async (tenantId: string): Promise<ReadonlyMap<string, StoredFunction>> =>
    new Map((await list(tenantId)).map(({ name, parameters, body }) => [name, { name, parameters, body }]));

  async function of(tenantId: string): Promise<ReadonlyMap<string, StoredFunction>> {
    if (!records.isCurrent()) return load(tenantId);
    const known = remembered.get(tenantId);
    if (known !== undefined) return known;
    const loading = load(tenantId);
    remembered.set(tenantId, loading);
    loading.catch(() => remembered.get(tenantId) === loading && remembered.delete(tenantId));
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return loading;
  }

  async function find(tenantId: string, name: string): Promise<TenantFunction | undefined> {
    const row = await db
      .selectFrom('stored_function')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('name', '=', name)
      .executeTakeFirst();
    return row && toFunction(row);
  }

  async function get(tenantId: string, name: string): Promise<TenantFunction> {
    const found = await find(tenantId, name);
    if (found === undefined) throw unknown(name);
    return found;
  }

  return {
    of,
    list,
    get,
    close: stop,

    async put(tenantId, { name, definition, folder, docstring, existing }, by) {
      refuseOversized(name, definition);
      const known = await find(tenantId, name);
      if (known !== undefined && existing === 'keep') return known;
      if (known !== undefined && existing === 'refuse')
        throw malformed(`The function '${name}' is stored already: expected '.create-or-alter', found '.create'`);
      // Tables are no secret, rows are: a function is checked against all tables, and compiled anew within what each caller may read.
      const scope: HuntScope = { ...wholeNamespace(null), functions: await of(tenantId) };
      const { parameters, body } = await language.ask({ ask: 'function', name, text: definition }, scope);
      const now = clock();
      const values = { parameters, body, folder, docstring, changed_at: now };
      const change = { by, kind: 'function.stored', subject: tenantId, detail: { name } };
      return records.change(change, async (t) => {
        const { count } = await t
          .selectFrom('stored_function')
          .select(t.fn.countAll<number | string>().as('count'))
          .where('tenant_id', '=', tenantId)
          .where('name', '!=', name)
          .executeTakeFirstOrThrow();
        if (Number(count) >= MAX_FUNCTIONS)
          throw new LibraryError('functions-too-many', `A tenant stores at most ${MAX_FUNCTIONS} functions`);
        const row = await t
          .insertInto('stored_function')
          .values({ tenant_id: tenantId, name, created_at: now, ...values })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet(values))
          .returningAll()
          .executeTakeFirstOrThrow();
        return toFunction(row);
      });
    },

    async remove(tenantId, name, by) {
      await get(tenantId, name);
      await records.change({ by, kind: 'function.removed', subject: tenantId, detail: { name } }, async (t) => {
        const { numDeletedRows } = await t
          .deleteFrom('stored_function')
          .where('tenant_id', '=', tenantId)
          .where('name', '=', name)
          .executeTakeFirst();
        if (numDeletedRows === 0n) throw unknown(name);
      });
    },
  };
}

const unknown = (name: string) =>
  new LibraryError('function-unknown', `The function '${name.slice(0, 128)}' was not found`);
const malformed = (message: string) => new LibraryError('function-malformed', message);

function refuseOversized(name: string, definition: string): void {
  if (!/^[A-Za-z_]\w{0,127}$/.test(name))
    throw malformed(`The name: expected 1 to 128 letters, digits and underscores, found '${name.slice(0, 128)}'`);
  if (definition.length > MAX_DEFINITION)
    throw malformed(`The definition: expected at most ${MAX_DEFINITION} characters, found ${definition.length}`);
}

function toFunction(row: Selectable<RecordsSchema['stored_function']>): TenantFunction {
  const { name, parameters, body, folder, docstring, created_at, changed_at } = row;
  return { name, parameters, body, folder, docstring, createdAt: created_at, changedAt: changed_at };
}
