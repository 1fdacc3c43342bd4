// Everything that a key has used, in order of time, so that any window ending now can be added up by one binary search.

/**
 * Amounts used, each at a moment, in ascending order of time. With `unit: 1` every amount is 1 and only moments are
 * kept. Times and amounts are whole milliseconds (or calls).
 */
export class Tally {
  readonly #times: number[] = [];
  /** What had been used in all up to and with each entry; null where every entry counts 1. */
  readonly #totals: number[] | null;
  /** Entries before this one have been forgotten. */
  #head = 0;
  /** What the forgotten entries sum up to. */
  #forgotten = 0;

  constructor(unit: 'one' | 'amount') {
    this.#totals = unit === 'one' ? null : [];
  }

  get size(): number {
    return this.#times.length - this.#head;
  }

  /** When the latest entry was made; minus infinity without any. */
  get latest(): number {
    return this.size === 0 ? Number.NEGATIVE_INFINITY : (this.#times.at(-1) ?? 0);
  }

  /** Adds at `at`, which is not before any earlier entry. */
  add(at: number, amount = 1): void {
    if (amount === 0) return;
    this.#totals?.push(this.#total(this.#times.length) + amount);
    this.#times.push(at);
  }

  /** What was used later than `cut`. */
  sumAfter(cut: number): number {
    return this.#total(this.#times.length) - this.#total(this.#firstAfter(cut));
  }

  /** When the oldest entry later than `cut` was made; null if there is none. */
  oldestAfter(cut: number): number | null {
    return this.#times[this.#firstAfter(cut)] ?? null;
  }

  /** The entry with which the sum of all later ones first falls below `amount`: when it was made. */
  fallsBelow(amount: number): number | null {
    const allowed = this.#total(this.#times.length) - amount;
    let low = this.#head;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#total(middle + 1) > allowed) high = middle;
      else low = middle + 1;
    }
    return this.#times[low] ?? null;
  }

  /** Forgets what is not later than `cut`, and the oldest entries above `most`. */
  forget(cut: number, most = Number.POSITIVE_INFINITY): void {
    while (this.#head < this.#times.length && ((this.#times[this.#head] ?? 0) <= cut || this.size > most)) {
      this.#head++;
    }
    if (this.#head > 16 && this.#head * 2 > this.#times.length) {
      this.#forgotten = this.#total(this.#head);
      this.#times.splice(0, this.#head);
      this.#totals?.splice(0, this.#head);
      this.#head = 0;
    }
  }

  clear(): void {
    this.#times.length = 0;
    if (this.#totals !== null) this.#totals.length = 0;
    this.#head = 0;
    this.#forgotten = 0;
  }

  /** All that is kept, oldest first, as [time, amount]. */
  *entries(): IterableIterator<readonly [at: number, amount: number]> {
    for (let index = this.#head; index < this.#times.length; index++) {
      yield [this.#times[index] ?? 0, this.#total(index + 1) - this.#total(index)];
    }
  }

  #firstAfter(cut: number): number {
    let low = this.#head;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) > cut) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** What the entries before `index` sum up to. */
  #total(index: number): number {
    if (this.#totals === null) return index;
    return index === 0 ? this.#forgotten : (this.#totals[index - 1] ?? 0);
  }
}
