// What other floors may use of the parties.

export type { Agreement, Agreements, Governed, NewAgreement } from './agreements.js';
export type { Application, ApplicationFilter, Applications } from './applications.js';
export { type AttestationStanding, type AttestationState, attestationState } from './attestation.js';
export { createParties, type Parties, type PartiesOptions } from './create-parties.js';
export type { Credential, Credentials, NewSecret, Rotation, ShownSecret } from './credentials.js';
export { type DataCategory, type DataCategoryId, dataCategories } from './data-categories.js';
export type { Entitlement, Entitlements } from './entitlements.js';
export { isGuid } from './guid.js';
export type { Confidential, Labels } from './labels.js';
export type { Licence, LicenceFilter, Licences, TenantApplication } from './licences.js';
export type { NewOwner, Owner, Owners } from './owners.js';
export { defaultPartySettings, type PartySettings } from './party-settings.js';
export type { NewPerson, People, Person, PersonFilter } from './people.js';
export type { HeldPermissions, PermissionChange, Permissions, ResourcePermission } from './permissions.js';
export { type Purpose, type PurposeId, purposes } from './purposes.js';
export { fieldRefusal, type Unchecked } from './read-fields.js';
export type { NewApplication, Registration } from './registration.js';
export { type Standing, standingRefusal } from './standing.js';
export type { StateChanges } from './state-changes.js';
export type { NewTableGrant, TableGrant, TableGrants } from './table-grants.js';
export type { NewTenant, Tenant, TenantFilter, Tenants } from './tenants.js';
