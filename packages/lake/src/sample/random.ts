// A small seeded generator of pseudo-random numbers: the sample must come out the same on every machine and every run.

/** Every 16-bit number in hexadecimal: identifiers and hashes are a large part of what is drawn. */
const hexWords: readonly string[] = Array.from({ length: 0x1_0000 }, (_, word) => word.toString(16).padStart(4, '0'));

/**
 * Chris Doty-Humphrey's sfc32 (small fast chaotic, 128 bits of state, from PractRand), seeded from a number and a name.
 * Each part of the sample draws from a stream of its own name, so that a change in one part leaves the others as they were.
 * @example new Random(7, 'mail').pick(['a', 'b'])
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, stream: string) {
    this.#a = seed | 0;
    this.#b = hashText(stream);
    this.#c = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ stream.length;
    for (let round = 0; round < 12; round++) this.word();
  }

  /** The next 32 bits as an unsigned integer. */
  word(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** A real number in [0, 1). */
  next(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** An integer in [from, to]. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number whose mean is `mean`. */
  count(mean: number): number {
    return Math.floor(mean * (0.5 + this.next()) + this.next());
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('expected something to pick from, found an empty list');
    return items[this.below(items.length)] as T;
  }

  /** Lower-case hexadecimal digits. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) {
      const word = this.word();
      text += hexWords[word >>> 16];
      text += hexWords[word & 0xffff];
    }
    return text.slice(0, length);
  }

  /** A version 4 UUID. */
  guid(): string {
    const digits = this.hex(32);
    const variant = ((Number.parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
  }

  digits(length: number): string {
    let text = '';
    while (text.length < length) text += String(this.below(10));
    return text;
  }
}

/** Picks by weight; prepare once, draw often. */
export class Weighted<T> {
  readonly #items: readonly T[];
  readonly #bounds: readonly number[];
  readonly #total: number;

  constructor(items: readonly T[], weightOf: (item: T) => number) {
    let total = 0;
    this.#items = items;
    this.#bounds = items.map((item) => (total += weightOf(item)));
    this.#total = total;
  }

  pick(random: Random): T {
    const point = random.next() * this.#total;
    const index = this.#bounds.findIndex((bound) => point < bound);
    return this.#items[index] as T;
  }
}

/** FNV-1a over the UTF-16 units of a text, as a 32-bit integer. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
