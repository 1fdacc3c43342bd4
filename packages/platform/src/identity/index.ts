// What other floors may use of identity.

export { type IdTokenRequest, type IssuedToken, type TokenUser, tokenLifetime } from './access-tokens.js';
export type { AuthenticatedClient, ClientAuthenticationRequest, ClientProof } from './authenticate-client.js';
export type { Caller } from './caller.js';
export { checkSealer } from './check-sealer.js';
export { assertionClientId } from './client-assertion.js';
export {
  createIdentity,
  type Identity,
  type IdentityOptions,
  type IssueForUserOptions,
  type IssueOptions,
} from './create-identity.js';
export { delegatedNames } from './delegated-names.js';
export { type FieldFault, IdentityError, type IdentityErrorCode } from './identity-error.js';
export {
  type Audience,
  findPermission,
  type Permission,
  type PermissionKind,
  type Resource,
  type ResourceId,
  resources,
} from './permission-catalogue.js';
export { createSealer, openSealer, type Sealer } from './sealing-key.js';
export { type Sample, type SeedOptions, sampleApplicationName, sampleRegistration, seedSample } from './seed-sample.js';
