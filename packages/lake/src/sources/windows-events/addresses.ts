// IP addresses as the hunting tables write them: one spelling for each address, and its type.

import { isIPv4, isIPv6 } from 'node:net';

const mappedPrefix = '::ffff:';

/**
 * An address in its short spelling without zone index; other text (a host name, `LOCAL`) stays as it is.
 * @example shortAddress('fe80:0:0:0:90e:17af:263c:5209') === 'fe80::90e:17af:263c:5209'
 */
export function shortAddress(text: string): string {
  if (!text.includes(':')) return text;
  const zone = text.indexOf('%');
  const address = (zone < 0 ? text : text.slice(0, zone)).toLowerCase();
  if (!isIPv6(address)) return text;
  if (address.startsWith(mappedPrefix) && isIPv4(address.slice(mappedPrefix.length))) return address;
  // URLs print IPv6 hosts in the recommended short form.
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** An IPv4 address also where it was written as an IPv4-mapped IPv6 address. */
export function plainAddress(text: string): string {
  const address = shortAddress(text);
  const inner = address.slice(mappedPrefix.length);
  return address.startsWith(mappedPrefix) && isIPv4(inner) ? inner : address;
}

/**
 * The type of an address in the words of RemoteIPType, '' for what is no address.
 * @example addressType('10.0.0.4') === 'Private'
 */
export function addressType(text: string): string {
  const address = shortAddress(text);
  if (isIPv4(address)) return typeOfIPv4(address);
  return isIPv6(address) ? typeOfIPv6(address) : '';
}

function typeOfIPv4(address: string): string {
  const [first = 0, second = 0] = address.split('.').map(Number);
  if (address === '255.255.255.255') return 'Broadcast';
  if (first === 127) return 'Loopback';
  if (first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168))
    return 'Private';
  if (first === 169 && second === 254) return 'LinkLocal';
  if (first >= 224 && first < 240) return 'Multicast';
  return first === 0 || first >= 240 || (first === 100 && second >= 64 && second < 128) ? 'Reserved' : 'Public';
}

function typeOfIPv6(address: string): string {
  if (address === '::1') return 'Loopback';
  if (address === '::') return 'Reserved';
  if (address.startsWith(mappedPrefix)) return 'FourToSixMapping';
  if (address.startsWith('2001:0:') || address.startsWith('2001::')) return 'Teredo';
  const head = Number.parseInt(address.slice(0, 4), 16);
  if (head >= 0xff00) return 'Multicast';
  if ((head & 0xffc0) === 0xfe80) return 'LinkLocal';
  return (head & 0xfe00) === 0xfc00 ? 'Private' : 'Public';
}
