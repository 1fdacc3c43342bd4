// The order in which the engine lists a set of texts. It promises none; measured answers show that of its hash table.

const MULTIPLIER = (0xc6a4a793n << 32n) + 0x5bd1e995n;
const SEED = 0xc70f6907n;
const MASK = 0xffffffffffffffffn;

/** Sizes of a table that grows one text at a time. */
const GROWTH = [13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10_273, 20_753, 42_043, 85_229, 172_933];
/** Sizes of a small table that is made for a number of texts. */
const SMALL = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

const mixed = (value: bigint): bigint => value ^ (value >> 47n);

function hash(text: string): bigint {
  const bytes = Buffer.from(text);
  const whole = bytes.length & ~7;
  let sum = (SEED ^ (BigInt(bytes.length) * MULTIPLIER)) & MASK;
  for (let at = 0; at < whole; at += 8) {
    const word = (mixed((bytes.readBigUInt64LE(at) * MULTIPLIER) & MASK) * MULTIPLIER) & MASK;
    sum = ((sum ^ word) * MULTIPLIER) & MASK;
  }
  if (whole < bytes.length) {
    let rest = 0n;
    for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8n) | BigInt(bytes[at] ?? 0);
    sum = ((sum ^ rest) * MULTIPLIER) & MASK;
  }
  return mixed((mixed(sum) * MULTIPLIER) & MASK);
}

// New texts come to the front of the list, or to the front of those that share their place.
function listed(texts: Iterable<string>, size: number): string[] {
  const places = new Map<bigint, string[]>();
  const order: string[][] = [];
  for (const text of texts) {
    const place = hash(text) % BigInt(size);
    const sharing = places.get(place);
    if (sharing) sharing.push(text);
    else {
      const group = [text];
      places.set(place, group);
      order.push(group);
    }
  }
  return order.reverse().flatMap((group) => group.reverse());
}

/** As of a table made for as many texts as there are. */
export function engineOrder(texts: readonly string[]): readonly string[] {
  const distinct = [...new Set(texts)];
  const size = SMALL.find((candidate) => candidate >= distinct.length);
  return size === undefined ? distinct : listed(distinct, size);
}

/** As of a table that grew with every text: when it is full, what it lists is put into a larger one. */
export function engineOrderGrown(texts: readonly string[]): readonly string[] {
  const distinct = [...new Set(texts)];
  let order: string[] = [];
  let done = 0;
  for (const size of GROWTH) {
    const next = distinct.slice(done, size);
    order = listed([...order, ...next], size);
    done += next.length;
    if (done === distinct.length) return order;
  }
  return distinct;
}
