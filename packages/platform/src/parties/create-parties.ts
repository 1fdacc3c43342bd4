// Puts the parties together: who there is, what they may do, and how each of it is changed.

import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Records } from '../records/index.js';
import { type Agreements, createAgreements } from './agreements.js';
import { type Applications, createApplications } from './applications.js';
import { type Credentials, createCredentials } from './credentials.js';
import { createEntitlements, type Entitlements } from './entitlements.js';
import { createLabels, type Labels } from './labels.js';
import { createLicences, type Licences, type TenantApplication } from './licences.js';
import { createOwners, type Owners } from './owners.js';
import { defaultPartySettings, type PartySettings } from './party-settings.js';
import { createPeople, type People } from './people.js';
import { createPermissions, type Permissions } from './permissions.js';
import { readStanding, type Standing, standingRefusal } from './standing.js';
import { createTableGrants, type TableGrants } from './table-grants.js';
import { createTenants, type Tenants } from './tenants.js';

export interface PartiesOptions {
  readonly records: Records;
  readonly clock: Clock;
  /** The clock by which clients' certificates are judged; `clock` unless told. */
  readonly clientClock?: Clock;
  readonly settings?: Partial<PartySettings>;
}

/** Every change leaves an event with actor and reason; every fault is an `IdentityError`. */
export interface Parties {
  readonly settings: PartySettings;
  readonly tenants: Tenants;
  readonly entitlements: Entitlements;
  readonly owners: Owners;
  readonly people: People;
  readonly applications: Applications;
  readonly credentials: Credentials;
  readonly licences: Licences;
  readonly permissions: Permissions;
  readonly tableGrants: TableGrants;
  readonly agreements: Agreements;
  readonly labels: Labels;
  /** What may forbid an application to act for a tenant; null when there is no such application. */
  standing(between: TenantApplication): Promise<Standing | null>;
  /**
   * @throws IdentityError `application-unknown` (not registered, not licensed), `application-inactive` (it, its owner or its home
   * tenant), `tenant-inactive`, `licence-inactive` or `attestation-lapsed`.
   */
  requireStanding(between: TenantApplication): Promise<void>;
}

/**
 * @example
 * const parties = createParties({ records, clock: systemClock });
 * const tenant = await parties.tenants.create({ displayName: 'Contoso', domain: 'contoso.example' }, by);
 */
export function createParties({ records, clock, ...options }: PartiesOptions): Parties {
  const settings = { ...defaultPartySettings, ...options.settings };
  const { clientClock = clock } = options;
  const floor = { records, clock };
  return {
    settings,
    tenants: createTenants(floor),
    entitlements: createEntitlements(floor),
    owners: createOwners(floor),
    people: createPeople(floor),
    applications: createApplications({ ...floor, settings }),
    credentials: createCredentials({ ...floor, clientClock, settings }),
    licences: createLicences(floor),
    permissions: createPermissions(floor),
    tableGrants: createTableGrants(floor),
    agreements: createAgreements(floor),
    labels: createLabels(floor),
    standing: (between) => readStanding(records, between),
    async requireStanding(between) {
      const standing = await readStanding(records, between);
      const refusal =
        standing === null
          ? new IdentityError(
              'application-unknown',
              `application '${between.applicationId}' was not found in the tenant`,
            )
          : standingRefusal(standing, clock(), settings);
      if (refusal !== null) throw refusal;
    },
  };
}
