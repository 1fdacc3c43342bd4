// xxHash64 with seed 0, and the functions that are built on it; values other than text are hashed by their bytes.

import { defineHostFamily } from './host-function.js';

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;
const MASK = 0xffffffffffffffffn;

const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) | (x >> (64n - bits))) & MASK;
const round = (sum: bigint, input: bigint): bigint => (rotate((sum + input * P2) & MASK, 31n) * P1) & MASK;
const merge = (hash: bigint, sum: bigint): bigint => ((hash ^ round(0n, sum)) * P1 + P4) & MASK;

/** The unsigned hash of bytes. */
export function xxHash64(bytes: Buffer): bigint {
  let at = 0;
  let hash: bigint;
  if (bytes.length >= 32) {
    const sums = [(P1 + P2) & MASK, P2, 0n, -P1 & MASK];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let lane = 0; lane < 4; lane++) sums[lane] = round(sums[lane] ?? 0n, bytes.readBigUInt64LE(at + lane * 8));
    }
    const [a = 0n, b = 0n, c = 0n, d = 0n] = sums;
    hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & MASK;
    for (const sum of sums) hash = merge(hash, sum);
  } else hash = P5;
  hash = (hash + BigInt(bytes.length)) & MASK;
  for (; at + 8 <= bytes.length; at += 8)
    hash = (rotate(hash ^ round(0n, bytes.readBigUInt64LE(at)), 27n) * P1 + P4) & MASK;
  if (at + 4 <= bytes.length) {
    hash = (rotate(hash ^ ((BigInt(bytes.readUInt32LE(at)) * P1) & MASK), 23n) * P2 + P3) & MASK;
    at += 4;
  }
  for (; at < bytes.length; at++) hash = (rotate(hash ^ ((BigInt(bytes[at] ?? 0) * P5) & MASK), 11n) * P1) & MASK;
  hash = ((hash ^ (hash >> 33n)) * P2) & MASK;
  hash = ((hash ^ (hash >> 29n)) * P3) & MASK;
  return hash ^ (hash >> 32n);
}

const wrapped = (hash: bigint, modulus: bigint | null): bigint | null =>
  modulus === null ? BigInt.asIntN(64, hash) : modulus > 0n ? hash % modulus : null;

/** Hashes by the type of what is hashed; `functions/hashes.ts` chooses. */
export const hashes = defineHostFamily({
  hash_of_text: {
    takes: ['string', 'long?'],
    returns: 'long',
    call: (text: string, modulus: bigint | null) => wrapped(xxHash64(Buffer.from(text)), modulus),
  },
  hash_of_long: {
    takes: ['long', 'long?'],
    returns: 'long',
    call: (value: bigint | null, modulus: bigint | null) => {
      if (value === null) return null;
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(value);
      return wrapped(xxHash64(bytes), modulus);
    },
  },
  hash_of_real: {
    takes: ['real', 'long?'],
    returns: 'long',
    call: (value: number | null, modulus: bigint | null) => {
      if (value === null) return null;
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(value);
      return wrapped(xxHash64(bytes), modulus);
    },
  },
});
