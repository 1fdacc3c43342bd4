// `evaluate basket(…)`: sets of values that many rows share, found level by level as the Apriori algorithm does.

import { HostRefusal, type HostRow, type HostTable } from './host-table.js';

/** Steps over rows that a search may take. */
const MOST_WORK = 1_000_000_000;
const MOST_PATTERNS = 10_000;

/** A value of a column, with the rows that have it. */
interface Item {
  readonly column: number;
  readonly value: HostRow[number];
  readonly rows: Uint32Array;
}

/** A set of items that no other value is common to: what is implied by its items is among them. */
interface Pattern {
  readonly items: readonly number[];
  readonly rows: Uint32Array;
  readonly weight: number;
}

/** Rows are a weight and the columns; options the threshold, the most values that a pattern is made of, and a wildcard per column. */
export const basket: HostTable = (rows, [threshold, most, ...wildcards]) => {
  const weights = rows.map(([weight]) => Number(weight ?? 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const patterns = patternsIn(rows, weights, Number(threshold) * total, Number(most));
  patterns.found.sort((a, b) => b.weight - a.weight || b.items.length - a.items.length);
  return patterns.found.map(({ items, weight }, i): HostRow => {
    const cells = [...wildcards];
    for (const at of items) {
      const item = patterns.items[at];
      if (item) cells[item.column] = item.value;
    }
    return [BigInt(i), BigInt(Math.trunc(weight)), (100 * weight) / total, ...cells];
  });
};

function patternsIn(rows: readonly HostRow[], weights: readonly number[], least: number, most: number) {
  let work = 0;
  const spend = (steps: number): void => {
    work += steps;
    if (work > MOST_WORK)
      throw new HostRefusal('needs too long for so many rows and values; a higher threshold needs less');
  };
  const weightOf = (set: Uint32Array): number => {
    spend(set.length);
    let sum = 0;
    for (const [word, bits] of set.entries())
      for (let rest = bits; rest !== 0; rest &= rest - 1)
        sum += weights[word * 32 + 31 - Math.clz32(rest & -rest)] ?? 0;
    return sum;
  };
  const isFrequent = (weight: number): boolean => weight > 0 && weight >= least;
  const items = itemsIn(rows, (places) => isFrequent(places.reduce((sum, at) => sum + (weights[at] ?? 0), 0)));
  const closed = (set: Uint32Array): readonly number[] => {
    spend(set.length * items.length);
    return items.flatMap((item, at) => (set.every((bits, word) => (bits & ~(item.rows[word] ?? 0)) === 0) ? [at] : []));
  };
  const everything = new Uint32Array(Math.ceil(rows.length / 32));
  for (const at of rows.keys()) everything[at >> 5] = (everything[at >> 5] ?? 0) | (1 << (at & 31));
  const found = new Map<string, Pattern>();
  let level: readonly Pattern[] = [{ items: closed(everything), rows: everything, weight: weightOf(everything) }];
  for (const pattern of level) if (pattern.items.length > 0) found.set(pattern.items.join(), pattern);
  for (let size = 1; size <= most && level.length > 0; size++) {
    const next: Pattern[] = [];
    for (const pattern of level) {
      const taken = new Set(pattern.items.map((at) => items[at]?.column));
      for (const item of items) {
        if (taken.has(item.column)) continue;
        const set = pattern.rows.map((bits, word) => bits & (item.rows[word] ?? 0));
        const weight = weightOf(set);
        if (!isFrequent(weight)) continue;
        const bigger: Pattern = { items: closed(set), rows: set, weight };
        const key = bigger.items.join();
        if (found.has(key)) continue;
        if (found.size >= MOST_PATTERNS)
          throw new HostRefusal(`finds more than ${MOST_PATTERNS} patterns; a higher threshold finds fewer`);
        found.set(key, bigger);
        next.push(bigger);
      }
    }
    level = next;
  }
  return { items, found: [...found.values()] };
}

function itemsIn(rows: readonly HostRow[], isFrequent: (places: readonly number[]) => boolean): readonly Item[] {
  const words = Math.ceil(rows.length / 32);
  const width = rows[0]?.length ?? 1;
  return Array.from({ length: width - 1 }, (_, column) => {
    const places = new Map<HostRow[number], number[]>();
    for (const [at, row] of rows.entries()) {
      const value = row[column + 1] ?? null;
      const known = places.get(value);
      if (known) known.push(at);
      else places.set(value, [at]);
    }
    const frequent = [...places].filter(([, ats]) => isFrequent(ats));
    return frequent.map(([value, ats]): Item => {
      const set = new Uint32Array(words);
      for (const at of ats) set[at >> 5] = (set[at >> 5] ?? 0) | (1 << (at & 31));
      return { column, value, rows: set };
    });
  }).flat();
}
