// Which catalog a query is bound to: the tables as its caller may see them, the time alias where it is asked for, the caller's functions.

import { createKept } from '../kept.js';
import type { StoredFunction } from '../stored-functions/stored-function.js';
import { type BoundCatalog, createCatalog } from '../syntax/parse.js';
import type { Column, Table } from '../types.js';
import { everythingGranted, grantOf, type TableGrants } from './grants.js';
import { TIME_ALIAS, TIME_COLUMN } from './scan.js';

/** What decides. */
export interface CatalogOptions {
  /** What the caller may see; everything when absent (USE-7). */
  readonly grants?: TableGrants;
  /** Functions of the caller's own beside those of the compiler, which they cannot replace. */
  readonly functions?: readonly StoredFunction[];
  /** Whether queries that name `TimeGenerated` find it beside `Timestamp` on every table; true unless told. */
  readonly timeAlias?: boolean;
  /** Leaves out refused tables: an editor offers none. Compilation keeps them, so that naming one is told from naming nothing. */
  readonly hidesRefused?: boolean;
}

/** The catalogs of one compiler. */
export interface Catalogs {
  /** The tables as they are stored. */
  readonly tables: ReadonlyMap<string, Table>;
  of(text: string, options: CatalogOptions): BoundCatalog;
}

/** Catalogs kept of callers who may read some of a table's columns, or have functions of their own. */
const MAX_KEPT = 32;

/** @example createCatalogs(tables, builtIn).of('T | take 1', {}) */
export function createCatalogs(tables: Iterable<Table>, builtIn: ReadonlyMap<string, StoredFunction>): Catalogs {
  const plain = createCatalog(tables, builtIn.values());
  const aliased = createCatalog([...plain.tables.values()].map(withTimeAlias), builtIn.values());
  const kept = createKept<BoundCatalog>({ maxCount: MAX_KEPT });
  // A query that names TimeGenerated is written for tables that have it; others must not see one more column.
  const wholeCatalog = (text: string, { functions = [], timeAlias = true }: CatalogOptions): BoundCatalog =>
    timeAlias && [text, ...functions.map(({ body }) => body)].some((written) => written.includes(TIME_ALIAS))
      ? aliased
      : plain;
  return {
    tables: plain.tables,
    of(text, options) {
      const { grants = everythingGranted, functions = [], hidesRefused = false } = options;
      const whole = wholeCatalog(text, options);
      const own = functions.filter(({ name }) => !builtIn.has(name));
      const narrowed = [...whole.tables.keys()].filter((table) => {
        const grant = grantOf(grants, table);
        return grant === 'refused' ? hidesRefused : grant !== 'all';
      });
      if (narrowed.length === 0 && own.length === 0) return whole;
      const cuts = narrowed.map((table) => [table, grantOf(grants, table)]);
      const key = JSON.stringify([whole === aliased, hidesRefused, cuts, own]);
      // The binder shall know no more than the caller.
      const cut = () => [...whole.tables.values()].flatMap((table) => cutTo(grants, table, hidesRefused));
      const catalog = kept.get(key) ?? createCatalog(cut(), [...builtIn.values(), ...own]);
      kept.set(key, catalog);
      return catalog;
    },
  };
}

function cutTo(grants: TableGrants, table: Table, hidesRefused: boolean): readonly Table[] {
  const granted = grantOf(grants, table.name);
  if (granted === 'refused') return hidesRefused ? [] : [table];
  if (granted === 'all') return [table];
  return [{ ...table, columns: table.columns.filter(({ name }) => granted.includes(name)) }];
}

function withTimeAlias(table: Table): Table {
  if (table.columns.some((column) => column.name === TIME_ALIAS)) return table;
  const alias: Column = { name: TIME_ALIAS, type: 'datetime' };
  const at = table.columns.findIndex((column) => column.name === TIME_COLUMN) + 1;
  return { name: table.name, columns: [...table.columns.slice(0, at), alias, ...table.columns.slice(at)] };
}
