// What other floors may use of identity.

export { type IssuedToken, tokenLifetime } from './access-tokens.js';
export type { AuthenticatedClient, ClientAuthenticationRequest, ClientProof } from './authenticate-client.js';
export type { Caller } from './caller.js';
export { createIdentity, type Identity, type IdentityOptions, type IssueOptions } from './create-identity.js';
export { IdentityError, type IdentityErrorCode } from './identity-error.js';
export { type Audience, type Resource, type ResourceId, resources } from './permission-catalogue.js';
export {
  type Administrator,
  type Application,
  type Credential,
  isGuid,
  type Registry,
  type Tenant,
} from './registry.js';
export { createSealer, openSealer, type Sealer } from './sealing-key.js';
export { type Sample, sampleApplicationName, seedSample } from './seed-sample.js';
