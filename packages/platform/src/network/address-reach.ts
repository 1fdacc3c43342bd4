// Tells where an address leads, so that calls that others ask for end at no machine of the operator's own network.

import ipaddr from 'ipaddr.js';
import { type Address, formatAddress } from './address.js';

/**
 * `public`: the internet. `private`: this machine or its network. `nowhere`: nothing that should ever be called:
 * link-local (where clouds keep their metadata), multicast, unspecified, reserved, and every form that wraps another
 * address (6to4, Teredo, NAT64), since it leads where that one does.
 */
export type AddressReach = 'public' | 'private' | 'nowhere';

const privateRanges = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);
/** Public by its form, yet the wire server of a cloud that answers to its guests only. */
const guestOnly = new Set(['168.63.129.16', '100.100.100.200', 'fd00:ec2::254']);

/** @example reachOf(parseAddress('169.254.169.254')) // 'nowhere' */
export function reachOf(address: Address): AddressReach {
  const text = formatAddress(address);
  if (guestOnly.has(text)) return 'nowhere';
  const range: string = ipaddr.parse(text).range();
  if (privateRanges.has(range)) return 'private';
  // Of IPv6 only 2000::/3 is given out (IANA); the library calls the rest unicast too.
  const isGivenOut = address.bits === 32 || address.value >> 125n === 1n;
  return range === 'unicast' && isGivenOut ? 'public' : 'nowhere';
}
