// Knows which peers may speak for others: forwarded headers count from them only (USE-9, AUP-5).

import { parseAddress, parseNetwork } from './address.js';
import { createNetworkMap } from './network-map.js';

/** Reverse proxies of the operator. */
export interface TrustedProxies {
  /** Whether an address is one of them; what cannot be read as an address is not. */
  trusts(address: string): boolean;
}

/**
 * @param networks Addresses and networks of the proxies; none trusts nobody.
 * @throws NetworkError `network-malformed`.
 * @example createTrustedProxies(['10.0.0.0/24']).trusts('10.0.0.7') // true
 */
export function createTrustedProxies(networks: readonly string[]): TrustedProxies {
  const trusted = createNetworkMap<string>();
  for (const network of networks) trusted.add(parseNetwork(network), network);
  return {
    trusts(address) {
      try {
        return trusted.matching(parseAddress(address)).next().done !== true;
      } catch {
        return false;
      }
    },
  };
}
