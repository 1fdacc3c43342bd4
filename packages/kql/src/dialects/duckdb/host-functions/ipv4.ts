// IPv4 functions: addresses with an optional `/suffix`, compared under the shortest of the suffixes (kql-semantics §2.7).

import { defineHostFamily } from './host-function.js';
import { parseArray, printJson, textOf } from './json.js';

/** An address as a number of 32 bits, and how many of its bits count. */
export interface Ipv4 {
  readonly address: number;
  readonly suffix: number;
}

const [ZERO, NINE, DOT, SLASH] = [48, 57, 46, 47];

/** `10.1.2.3` or `10.1.2.3/8`; null for anything else. By hand, because it runs once per row: three times faster than a pattern. */
export function parseIpv4(text: string | null): Ipv4 | null {
  if (text === null) return null;
  const trimmed = text.trim();
  let [address, octets, value, digits, at] = [0, 0, 0, 0, 0];
  for (; at <= trimmed.length; at++) {
    const code = at < trimmed.length ? trimmed.charCodeAt(at) : SLASH;
    if (code >= ZERO && code <= NINE) {
      value = value * 10 + code - ZERO;
      if (++digits > 3) return null;
    } else if ((code === DOT && octets < 3) || (code === SLASH && octets === 3)) {
      if (digits === 0 || value > 255) return null;
      address = address * 256 + value;
      octets++;
      value = 0;
      digits = 0;
      if (code === SLASH) break;
    } else return null;
  }
  if (octets < 4) return null;
  if (at === trimmed.length) return { address, suffix: 32 };
  const suffix = trimmed.slice(at + 1);
  return /^\d{1,2}$/.test(suffix) && Number(suffix) <= 32 ? { address, suffix: Number(suffix) } : null;
}

const masked = (address: number, suffix: number): number =>
  suffix === 0 ? 0 : (address & (0xffffffff << (32 - suffix))) >>> 0;

/** The dotted form. */
export const formatIpv4 = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

const validPrefix = (prefix: bigint | null): number | null => {
  if (prefix === null) return 32;
  return prefix >= 0n && prefix <= 32n ? Number(prefix) : null;
};

function compare(a: string, b: string, prefix: bigint | null): bigint | null {
  const [left, right, limit] = [parseIpv4(a), parseIpv4(b), validPrefix(prefix)];
  if (!left || !right || limit === null) return null;
  const suffix = Math.min(left.suffix, right.suffix, limit);
  const [x, y] = [masked(left.address, suffix), masked(right.address, suffix)];
  return x === y ? 0n : x < y ? -1n : 1n;
}

const matches = (a: string, b: string, prefix: bigint | null): boolean | null => {
  const order = compare(a, b, prefix);
  return order === null ? null : order === 0n;
};

/** Ranges written one by one or as one dynamic array. */
export const rangesOf = (json: string): readonly string[] =>
  (parseArray(json) ?? []).flatMap((range) => (Array.isArray(range) ? range : [range])).map(textOf);

function inAnyRange(ip: string, ranges: string): boolean | null {
  const found = rangesOf(ranges).map((range) => matches(ip, range, null));
  if (found.includes(true)) return true;
  return found.includes(null) || parseIpv4(ip) === null ? null : false;
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']
  .map(parseIpv4)
  .filter((network) => network !== null);

function isPrivate(text: string): boolean | null {
  const ip = parseIpv4(text);
  if (!ip) return null;
  for (const network of privateNetworks) {
    const suffix = Math.min(network.suffix, ip.suffix);
    if (masked(ip.address, suffix) === masked(network.address, suffix)) return true;
  }
  return false;
}

/** The value of `format_ipv4`: an address as text or as a number, under the shorter of its own and the given suffix. */
function formatted(ip: string, prefix: bigint | null): Ipv4 | null {
  const limit = validPrefix(prefix);
  const text = textOf(JSON.parse(ip));
  const value = /^\d+$/.test(ip) && Number(ip) <= 0xffffffff ? { address: Number(ip), suffix: 32 } : parseIpv4(text);
  if (!value || limit === null) return null;
  const suffix = Math.min(value.suffix, limit);
  return { address: masked(value.address, suffix), suffix };
}

// Every address in a text that no letter or digit touches.
function addressesIn(source: string): readonly string[] {
  if (!source.includes('.')) return [];
  return [...source.matchAll(/(?<![\p{L}\p{N}])(?=(\d{1,3}(?:\.\d{1,3}){3})(?![\p{L}\p{N}]))/gu)]
    .map((match) => match[1] ?? '')
    .filter((address) => parseIpv4(address) !== null);
}

const isPrefix = (prefix: string): boolean => /^(\d{1,3}\.){1,3}$/.test(prefix) || parseIpv4(prefix) !== null;

const startsWithPrefix = (address: string, prefix: string): boolean =>
  isPrefix(prefix) && (prefix.endsWith('.') ? address.startsWith(prefix) : address === prefix);

function hasAny(
  source: string,
  wanted: readonly string[],
  test: (address: string, wanted: string) => boolean,
): boolean {
  if (!wanted.some((candidate) => source.includes(candidate))) return false;
  const addresses = addressesIn(source);
  return addresses.length > 0 && wanted.some((candidate) => addresses.some((address) => test(address, candidate)));
}

const same = (address: string, wanted: string): boolean => address === wanted;

// The fewest networks that together cover all addresses from `first` to `last`.
function cidrList(start: string, end: string): string | null {
  const [first, last] = [parseIpv4(start), parseIpv4(end)];
  if (!first || !last || first.address > last.address) return null;
  const networks: string[] = [];
  for (let at = first.address; at <= last.address; ) {
    let size = 1;
    while (size < 2 ** 32 && at % (size * 2) === 0 && at + size * 2 - 1 <= last.address) size *= 2;
    networks.push(`${formatIpv4(at)}/${32 - Math.log2(size)}`);
    at += size;
  }
  return printJson(networks);
}

/** IPv4 functions. */
export const ipv4 = defineHostFamily({
  parse_ipv4: {
    takes: ['string'],
    returns: 'long',
    call: (text: string) => {
      const ip = parseIpv4(text);
      return ip && BigInt(masked(ip.address, ip.suffix));
    },
  },
  parse_ipv4_mask: {
    takes: ['string', 'long'],
    returns: 'long',
    call: (text: string, prefix: bigint | null) => {
      const [ip, limit] = [parseIpv4(text), prefix === null ? null : validPrefix(prefix)];
      return ip && limit !== null ? BigInt(masked(ip.address, Math.min(ip.suffix, limit))) : null;
    },
  },
  ipv4_compare: { takes: ['string', 'string', 'long?'], returns: 'long', call: compare },
  ipv4_is_match: { takes: ['string', 'string', 'long?'], returns: 'bool', call: matches },
  ipv4_is_in_range: {
    takes: ['string', 'string'],
    returns: 'bool',
    call: (ip: string, range: string) => matches(ip, range, null),
  },
  ipv4_is_in_any_range: { takes: ['text', 'any*'], returns: 'bool', call: inAnyRange },
  ipv4_is_private: { takes: ['string'], returns: 'bool', call: isPrivate },
  ipv4_netmask_suffix: {
    takes: ['string'],
    returns: 'long',
    call: (text: string) => {
      const ip = parseIpv4(text);
      return ip && BigInt(ip.suffix);
    },
  },
  ipv4_range_to_cidr_list: { takes: ['string', 'string'], returns: 'dynamic', call: cidrList },
  format_ipv4: {
    takes: ['any', 'long?'],
    returns: 'string',
    call: (ip: string | null, prefix: bigint | null) => {
      const network = ip === null ? null : formatted(ip, prefix);
      return network ? formatIpv4(network.address) : '';
    },
  },
  format_ipv4_mask: {
    takes: ['any', 'long?'],
    returns: 'string',
    call: (ip: string | null, prefix: bigint | null) => {
      const network = ip === null ? null : formatted(ip, prefix);
      return network ? `${formatIpv4(network.address)}/${network.suffix}` : '';
    },
  },
  has_ipv4: {
    takes: ['text', 'string'],
    returns: 'bool',
    call: (source: string, ip: string) => hasAny(source, [ip], same),
  },
  has_any_ipv4: {
    takes: ['text', 'any*'],
    returns: 'bool',
    call: (source: string, ips: string) => hasAny(source, rangesOf(ips), same),
  },
  has_ipv4_prefix: {
    takes: ['text', 'string'],
    returns: 'bool',
    call: (source: string, prefix: string) => hasAny(source, [prefix], startsWithPrefix),
  },
  has_any_ipv4_prefix: {
    takes: ['text', 'any*'],
    returns: 'bool',
    call: (source: string, prefixes: string) => hasAny(source, rangesOf(prefixes), startsWithPrefix),
  },
});
