// What the command line may use of the server.

export {
  createGamekeeper,
  type Gamekeeper,
  type GamekeeperOptions,
  type KeeperRows,
  type OpenGamekeeper,
} from './create-gamekeeper.js';
export { createLogger, type LoggerOptions } from './create-logger.js';
export { createServer, type ServerOptions } from './http/create-server.js';
export type { Services } from './http/services.js';
export {
  connectLocal,
  type LocalClient,
  LocalClientError,
  type LocalHunt,
  type LocalMethod,
  type LocalResult,
  type LocalStatus,
} from './local/local-client.js';
export { type LocalEndpoint, readLocalEndpoint } from './local/local-endpoint.js';
export type { AdminLink } from './local/mint-admin-link.js';
export { mintOperatorToken, type OperatorToken } from './local/mint-operator-token.js';
export { mintTokenOffline, type OfflineTokenOptions } from './local/mint-token-offline.js';
export type { OutsideProviderOptions } from './oauth/outside-provider.js';
export type { GateOptions } from './open-gate.js';
export { StartError } from './start-error.js';
export {
  type EngineServices,
  type Platform,
  type PlatformOptions,
  type ServiceContext,
  startPlatform,
} from './start-platform.js';
export { createPlayedClock, type PlayedClock, type PlayedTime } from './testing-controls/played-clock.js';
export { TestingError, type TestingErrorCode } from './testing-controls/testing-error.js';
export { type LocalCertificate, openLocalCertificate } from './tls/local-ca.js';
export { netTypes } from './wire/net-types.js';
