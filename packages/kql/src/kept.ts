// What is worth keeping of earlier calls, within bounds: the longest unused goes first.

/** Values by key. */
export interface Kept<Value> {
  /** The value of a key, which counts as used. */
  get(key: string): Value | undefined;
  /** @param size what it counts for in the bound on sizes */
  set(key: string, value: Value, size?: number): void;
}

export interface KeptOptions {
  readonly maxCount: number;
  /** Of all sizes together; a value above it is not kept. */
  readonly maxSize?: number;
}

/** @example createKept<BoundCatalog>({ maxCount: 32 }) */
export function createKept<Value>({ maxCount, maxSize = Number.POSITIVE_INFINITY }: KeptOptions): Kept<Value> {
  const entries = new Map<string, { readonly value: Value; readonly size: number }>();
  let total = 0;
  const drop = (key: string): void => {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, size = 0) {
      drop(key);
      if (size > maxSize) return;
      entries.set(key, { value, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (entries.size <= maxCount && total <= maxSize) break;
        drop(oldest);
      }
    },
  };
}
