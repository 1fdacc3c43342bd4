// The catalog as a transaction leaves it: writes go to copies, which the catalog takes over once the commit is done.

import type { Catalog, StoredTable, StoredTables } from './catalog.js';

/** One transaction's view of the catalog. */
export class CatalogChanges {
  readonly #catalog: Catalog;
  readonly #changed = new Map<string | null, Map<string, StoredTable> | null>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** The tables of a namespace; undefined when there is no such namespace. */
  tables(namespace: string | null): StoredTables | undefined {
    const changed = this.#changed.get(namespace);
    return changed === null ? undefined : (changed ?? this.#catalog.namespaces.get(namespace));
  }

  /** Adds a table, or replaces it by how it is now; its namespace comes with it. */
  put(stored: StoredTable): void {
    const { namespace, table } = stored.layout;
    this.add(namespace).set(table.name, stored);
  }

  /** Makes a namespace known. */
  add(namespace: string | null): Map<string, StoredTable> {
    const known = this.#changed.get(namespace);
    if (known) return known;
    const copy = new Map(known === null ? [] : this.#catalog.namespaces.get(namespace));
    this.#changed.set(namespace, copy);
    return copy;
  }

  /** Forgets a namespace and its tables. */
  remove(namespace: string): void {
    this.#changed.set(namespace, null);
  }

  /** Called after the commit. */
  apply(): void {
    const { namespaces } = this.#catalog;
    for (const [namespace, tables] of this.#changed) {
      if (tables === null) namespaces.delete(namespace);
      else namespaces.set(namespace, tables);
    }
  }
}
