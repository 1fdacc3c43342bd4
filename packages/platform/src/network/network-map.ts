// Finds the networks that hold an address, fast however many there are: one look-up per prefix length in use.

import type { Address, Network } from './address.js';

/** Values kept by network; several may lie under one. */
export interface NetworkMap<Value> {
  add(network: Network, value: Value): void;
  delete(network: Network, value: Value): void;
  /** Values whose network holds the address, the narrowest network first. */
  matching(address: Address): Generator<Value>;
}

/** @example const map = createNetworkMap<string>(); map.add(parseNetwork('10.0.0.0/8'), 'private'); */
export function createNetworkMap<Value>(): NetworkMap<Value> {
  const families = { 32: createFamily<Value>(), 128: createFamily<Value>() };
  return {
    add(network, value) {
      const { tables, lengths } = families[network.bits];
      let table = tables.get(network.length);
      if (table === undefined) {
        table = createTable();
        tables.set(network.length, table);
        lengths.push(network.length);
        lengths.sort((a, b) => b - a);
      }
      const key = keyOf(network, network.length);
      table.set(key, [...(table.get(key) ?? []), value]);
    },
    delete(network, value) {
      const table = families[network.bits].tables.get(network.length);
      const key = keyOf(network, network.length);
      table?.set(key, table.get(key)?.filter((held) => held !== value) ?? []);
    },
    *matching(address) {
      const { tables, lengths } = families[address.bits];
      for (const length of lengths) yield* tables.get(length)?.get(keyOf(address, length)) ?? [];
    },
  };
}

/** The networks of an address family: a table per prefix length, and the lengths in use, the longest first. */
interface Family<Value> {
  readonly tables: Map<number, Table<Value>>;
  readonly lengths: number[];
}

/** The networks of one prefix length. */
interface Table<Value> {
  get(key: Key): readonly Value[] | undefined;
  set(key: Key, values: readonly Value[]): void;
}

/** The bits of a prefix, in halves of 64: the engine's hash of a longer number sees no more than its last 64 bits. */
type Key = readonly [high: bigint, low: bigint];

function createFamily<Value>(): Family<Value> {
  return { tables: new Map(), lengths: [] };
}

function createTable<Value>(): Table<Value> {
  const halves = new Map<bigint, Map<bigint, readonly Value[]>>();
  return {
    get: ([high, low]) => halves.get(high)?.get(low),
    set([high, low], values) {
      const rest = halves.get(high) ?? new Map<bigint, readonly Value[]>();
      if (values.length > 0) rest.set(low, values);
      else rest.delete(low);
      if (rest.size > 0) halves.set(high, rest);
      else halves.delete(high);
    },
  };
}

function keyOf({ bits, value }: Address, length: number): Key {
  if (length <= 64) return [value >> BigInt(bits - length), 0n];
  return [value >> 64n, (value & 0xffff_ffff_ffff_ffffn) >> BigInt(bits - length)];
}
