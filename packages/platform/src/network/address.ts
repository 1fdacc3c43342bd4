// Reads addresses and networks strictly, and in one form each, so that no spelling of an address gets past a rule.

import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { NetworkError } from './network-error.js';

/** An IPv4 or IPv6 address as a number. An IPv4 address mapped into IPv6 (RFC 4291, 2.5.5.2) is the IPv4 address. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A network in CIDR notation; `value` has no bit set past `length`. */
export interface Network extends Address {
  readonly length: number;
}

const mappedLength = 96;

/**
 * Reads an address in dotted decimal with four parts, or in any IPv6 form. Zone ids, octal, hexadecimal and short IPv4
 * forms are refused: programs differ in what they mean by them.
 * @throws NetworkError `address-malformed`.
 * @example parseAddress('::ffff:192.0.2.1') // { bits: 32, value: 0xc0000201n }
 */
export function parseAddress(text: string): Address {
  const address = read(text);
  if (address === null) {
    throw new NetworkError('address-malformed', `expected an IPv4 or IPv6 address, found '${text}'`);
  }
  return address.bits === 128 && address.value >> 32n === 0xffffn
    ? { bits: 32, value: address.value & 0xffff_ffffn }
    : address;
}

/**
 * Reads a network, or an address as the network of that one address.
 * @throws NetworkError `network-malformed`, also when bits are set past the prefix: 10.1.2.3/8 may have meant either.
 * @example parseNetwork('2001:db8::/32').length // 32
 */
export function parseNetwork(text: string): Network {
  const fault = (found: string) =>
    new NetworkError('network-malformed', `expected a network such as 192.0.2.0/24 or 2001:db8::/32, found ${found}`);
  const [head = '', prefix, ...rest] = text.split('/');
  const address = read(head);
  if (address === null || rest.length > 0) throw fault(`'${text}'`);
  if (prefix !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(prefix)) throw fault(`'${text}'`);
  const length = prefix === undefined ? address.bits : Number(prefix);
  if (length > address.bits) throw fault(`'${text}', whose prefix is longer than ${address.bits} bits`);
  if (truncate(address, length) !== address.value) throw fault(`'${text}', which has bits set past its prefix`);
  if (address.bits === 128 && length >= mappedLength && address.value >> 32n === 0xffffn) {
    return { bits: 32, value: address.value & 0xffff_ffffn, length: length - mappedLength };
  }
  return { ...address, length };
}

/** The network as text: `192.0.2.0/24`. */
export function formatNetwork(network: Network): string {
  return `${formatAddress(network)}/${network.length}`;
}

/** The address as text in its usual form. */
export function formatAddress({ bits, value }: Address): string {
  const bytes = Array.from({ length: bits / 8 }, (_, at) => Number((value >> BigInt(bits - 8 * (at + 1))) & 0xffn));
  return ipaddr.fromByteArray(bytes).toString();
}

/** The first `length` bits of an address, the rest zero. */
export function truncate({ bits, value }: Address, length: number): bigint {
  const rest = BigInt(bits - length);
  return (value >> rest) << rest;
}

function read(text: string): Address | null {
  if (isIPv4(text)) return { bits: 32, value: BigInt(readDotted(text)) };
  return isIPv6(text) && !text.includes('%') ? { bits: 128, value: readGroups(text) } : null;
}

function readDotted(text: string): number {
  return text.split('.').reduce((value, part) => value * 256 + Number(part), 0);
}

/** Of text that is an IPv6 address; the end may be dotted. */
function readGroups(text: string): bigint {
  const [head = '', tail = ''] = text.split('::').map((part) => part.replace(/[^:]*\.[^:]*$/, dottedToGroups));
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return BigInt(`0x${[...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('')}`);
}

function dottedToGroups(dotted: string): string {
  const value = readDotted(dotted);
  return `${Math.floor(value / 65_536).toString(16)}:${(value % 65_536).toString(16)}`;
}
