// Writes small address databases for tests, by the public description of the format (MaxMind DB file format 2.0).

import { parseNetwork } from '../address.js';

/** A record: text, a number, a list or a map of records. */
type Value = string | number | readonly Value[] | { readonly [name: string]: Value };

const types = { text: 2, double: 3, uint16: 5, map: 7, array: 11 } as const;
const metadataMarker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

/** An MMDB file with a record per network; IPv4 networks lie in ::/96, as the format has it. */
export function writeMmdb(records: readonly (readonly [network: string, record: Value])[]): Buffer {
  // A node is its two children: another node's number, a record (as -1 - its offset) or null for nothing.
  const nodes: [number | null, number | null][] = [[null, null]];
  const data: Buffer[] = [];
  let dataLength = 0;
  for (const [network, record] of records) {
    const { bits, value, length } = parseNetwork(network);
    const depth = length + (128 - bits);
    let node = 0;
    for (let level = 0; level < depth; level += 1) {
      const side = Number((value >> BigInt(127 - level)) & 1n) as 0 | 1;
      const children = nodes[node] ?? [null, null];
      if (level === depth - 1) children[side] = -1 - dataLength;
      else {
        children[side] ??= nodes.push([null, null]) - 1;
        node = children[side];
      }
    }
    const encoded = encode(record);
    data.push(encoded);
    dataLength += encoded.length;
  }
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.flat().forEach((child, at) => {
    const pointer = child === null ? nodes.length : child >= 0 ? child : nodes.length + 16 + (-1 - child);
    tree.writeUIntBE(pointer, at * 3, 3);
  });
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    database_type: 'Test-Country',
    ip_version: 6,
    node_count: nodes.length,
    record_size: 24,
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, metadataMarker, metadata]);
}

function encode(value: Value): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(types.text, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0)
    return Buffer.concat([control(types.uint16, 2), Buffer.from([value >> 8, value & 255])]);
  if (typeof value === 'number') {
    const double = Buffer.alloc(8);
    double.writeDoubleBE(value);
    return Buffer.concat([control(types.double, 8), double]);
  }
  if (isList(value)) return Buffer.concat([control(types.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([control(types.map, entries.length), ...entries.flat().map(encode)]);
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function control(type: number, size: number): Buffer {
  if (size > 28) throw new RangeError(`expected a size of at most 28, found ${size}`);
  // Types past 7 are told in a byte of their own.
  return Buffer.from(type > 7 ? [size, type - 7] : [(type << 5) | size]);
}
