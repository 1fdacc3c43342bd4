// What other floors may use of the network rules.

export { type Address, type Network, parseAddress, parseNetwork } from './address.js';
export {
  type Block,
  type BlockDirection,
  type BlockKind,
  type BlockList,
  type BlockListOptions,
  type BlockQuestion,
  createBlockList,
  type NewBlock,
} from './block-list.js';
export { type Countries, type CountriesOptions, createCountries, type RequestOrigin } from './countries.js';
export { createEmbargo, type Embargo, type EmbargoOptions } from './embargo.js';
export { NetworkError, type NetworkErrorCode } from './network-error.js';
export {
  createOutbound,
  type Outbound,
  type OutboundAnswer,
  type OutboundOptions,
  type OutboundRequest,
  type OutboundStream,
} from './outbound.js';
export {
  createSignInThrottle,
  type SignInThrottle,
  type SignInThrottleOptions,
  type SignInTry,
} from './sign-in-throttle.js';
export { createThrottle, type Throttle, type ThrottleOptions, type ThrottleVerdict } from './throttle.js';
export { createTrustedProxies, type TrustedProxies } from './trusted-proxies.js';
