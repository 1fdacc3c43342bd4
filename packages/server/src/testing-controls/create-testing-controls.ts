// The test controls of sandbox tenants (USE-6): clock, quotas, faults and snapshots; production tenants are refused by name.

import type { Engine } from '@gamekeeper/lake';
import type { Admission, Clock, Identity, Quotas, TenantNamespaces } from '@gamekeeper/platform';
import { createFaultPlan, type FaultPlan } from './fault-plan.js';
import type { PlayedClock } from './played-clock.js';
import { createQuotaControls, type QuotaControls } from './quota-controls.js';
import { createSnapshots, type Snapshots } from './snapshots.js';
import { TestingError } from './testing-error.js';

/** What may be played with. Whoever calls a method that names a tenant has had it checked by `sandbox`. */
export interface TestingControls {
  /**
   * The id of a sandbox tenant named by id or domain; the only one there is unless told.
   * @throws TestingError `tenant-unknown`, `sandbox-only`
   */
  sandbox(idOrDomain?: string): Promise<string>;
  /**
   * The platform's clock, to be played. Tokens, windows, retention and all tenants share it, so that it may be played
   * only while every tenant is a sandbox, on a platform whose state no other node shares.
   * @throws TestingError `clock-shared`
   */
  clock(): Promise<PlayedClock>;
  readonly quotas: QuotaControls;
  readonly faults: FaultPlan;
  readonly snapshots: Snapshots;
  /** Brings a snapshot's rows back, forgets what was used of the quotas. @throws TestingError `snapshot-unknown` */
  restore(tenantId: string, snapshot: string): Promise<void>;
  /** Erases the tenant's rows, forgets its faults and what it used of its quotas. */
  reset(tenantId: string): Promise<void>;
}

export interface TestingControlsOptions {
  readonly engine: Pick<Engine, 'copyNamespace' | 'dropNamespace'>;
  readonly namespaces: TenantNamespaces;
  readonly identity: Pick<Identity, 'parties'>;
  readonly quotas: Quotas;
  readonly admission: Pick<Admission, 'identify'>;
  readonly clock: Clock;
  /** What `clock` reads, where it can be played. */
  readonly playedClock: PlayedClock | null;
}

export function createTestingControls(options: TestingControlsOptions): TestingControls {
  const { identity, playedClock } = options;
  const { tenants } = identity.parties;
  const quotas = createQuotaControls(options);
  const snapshots = createSnapshots(options);
  const faults = createFaultPlan();
  return {
    ...{ quotas, snapshots, faults },

    async sandbox(idOrDomain) {
      if (idOrDomain === undefined) {
        const [only, ...others] = await tenants.list({ kind: 'sandbox' });
        if (only !== undefined && others.length === 0) return only.id;
        const found = only === undefined ? 'none' : `${others.length + 1}: name one`;
        throw new TestingError('tenant-unknown', `expected one sandbox tenant, found ${found}`);
      }
      const tenant = await tenants.find(idOrDomain);
      if (tenant === null) throw new TestingError('tenant-unknown', `tenant '${idOrDomain}' was not found`);
      if (tenant.kind === 'sandbox') return tenant.id;
      throw new TestingError(
        'sandbox-only',
        `tenant ${tenant.domain} is a production tenant; test controls are for sandboxes`,
      );
    },

    async clock() {
      if (playedClock === null) {
        throw new TestingError('clock-shared', 'the clock cannot be played: nodes that share a state share its time');
      }
      const [production] = await tenants.list({ kind: 'production' });
      if (production === undefined) return playedClock;
      const message = `the clock cannot be played while ${production.domain} is a production tenant: all tenants share it`;
      throw new TestingError('clock-shared', message);
    },

    async restore(tenantId, snapshot) {
      await snapshots.restore(tenantId, snapshot);
      await quotas.clearAll(tenantId);
    },

    async reset(tenantId) {
      faults.clear(tenantId);
      await snapshots.erase(tenantId);
      await quotas.clearAll(tenantId);
    },
  };
}
