// IPv6 functions: IPv4 addresses take part as IPv4-mapped ones, their suffix counted from bit 96 (kql-semantics §2.7).

import { defineHostFamily } from './host-function.js';
import { parseIpv4, rangesOf } from './ipv4.js';

interface Ipv6 {
  readonly address: bigint;
  readonly suffix: number;
  /** The last 32 bits were written in dotted form. */
  readonly dotted: boolean;
}

const MAPPED = 0xffffn << 32n;
const IPV4_BITS = 96;

/** Any IPv6 or IPv4 form, with an optional `/suffix`; null for anything else. */
function parseIpv6(text: string | null): Ipv6 | null {
  const [written = '', suffixText, ...rest] = (text ?? '').trim().split('/');
  if (rest.length > 0 || (suffixText !== undefined && !/^\d{1,3}$/.test(suffixText))) return null;
  const v4 = parseIpv4(written);
  const given = suffixText === undefined ? null : Number(suffixText);
  if (v4) {
    if (given !== null && given > 32) return null;
    return { address: MAPPED | BigInt(v4.address), suffix: given === null ? 128 : IPV4_BITS + given, dotted: true };
  }
  const dotted = /^(.*:)([^:]*\.[^:]*)$/.exec(written);
  const tail = dotted ? parseIpv4(dotted[2] ?? '') : null;
  if (dotted && !tail) return null;
  const hex = tail
    ? `${dotted?.[1]}${(tail.address >>> 16).toString(16)}:${(tail.address & 0xffff).toString(16)}`
    : written;
  const groups = groupsOf(hex);
  if (!groups) return null;
  const limit = tail ? 32 : 128;
  if (given !== null && given > limit) return null;
  return {
    address: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n),
    suffix: given === null ? 128 : tail ? IPV4_BITS + given : given,
    dotted: tail !== null,
  };
}

function groupsOf(hex: string): readonly number[] | null {
  const halves = hex.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: tail ? missing : 0 }, () => '0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  return groups.map((group) => Number.parseInt(group, 16));
}

const masked = (address: bigint, suffix: number): bigint => (address >> BigInt(128 - suffix)) << BigInt(128 - suffix);

const canonical = (address: bigint): string => (address.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');

const validPrefix = (prefix: bigint | null): number | null => {
  if (prefix === null) return 128;
  return prefix >= 0n && prefix <= 128n ? Number(prefix) : null;
};

// An address in dotted form is compared as the IPv4 address that it shows.
const comparable = (ip: Ipv6): bigint => (ip.dotted ? MAPPED | (ip.address & 0xffffffffn) : ip.address);

function compare(a: string, b: string, prefix: bigint | null): bigint | null {
  const [left, right, limit] = [parseIpv6(a), parseIpv6(b), validPrefix(prefix)];
  if (!left || !right || limit === null) return null;
  const suffix = Math.min(left.suffix, right.suffix, limit);
  const [x, y] = [masked(comparable(left), suffix), masked(comparable(right), suffix)];
  return x === y ? 0n : x < y ? -1n : 1n;
}

const matches = (a: string, b: string, prefix: bigint | null): boolean | null => {
  const order = compare(a, b, prefix);
  return order === null ? null : order === 0n;
};

function inAnyRange(ip: string, ranges: string): boolean | null {
  const found = rangesOf(ranges).map((range) => matches(ip, range, null));
  if (found.includes(true)) return true;
  return found.includes(null) || parseIpv6(ip) === null ? null : false;
}

function parsed(text: string, prefix: bigint | null): string {
  const [ip, limit] = [parseIpv6(text), validPrefix(prefix)];
  return ip && limit !== null ? canonical(masked(ip.address, Math.min(ip.suffix, limit))) : '';
}

/** IPv6 functions. */
export const ipv6 = defineHostFamily({
  parse_ipv6: { takes: ['string'], returns: 'string', call: (text: string) => parsed(text, null) },
  parse_ipv6_mask: { takes: ['string', 'long'], returns: 'string', call: parsed },
  // What `evaluate ipv6_lookup` matches networks by.
  ipv6_prefix_length: {
    takes: ['string'],
    returns: 'long',
    call: (text: string) => {
      const ip = parseIpv6(text);
      return ip && BigInt(ip.suffix);
    },
  },
  ipv6_compare: { takes: ['string', 'string', 'long?'], returns: 'long', call: compare },
  ipv6_is_match: { takes: ['string', 'string', 'long?'], returns: 'bool', call: matches },
  ipv6_is_in_range: {
    takes: ['string', 'string'],
    returns: 'bool',
    call: (ip: string, range: string) => matches(ip, range, null),
  },
  ipv6_is_in_any_range: { takes: ['text', 'any*'], returns: 'bool', call: inAnyRange },
});
