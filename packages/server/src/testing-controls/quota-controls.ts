// What a sandbox tenant has used of its quotas: shown, spent, set and forgotten at will.

import {
  type Admission,
  type AdmissionFacts,
  type Application,
  governingQuotas,
  type Identity,
  type LimitState,
  type QuotaName,
  type Quotas,
  type QuotaUse,
  quotaNames,
} from '@gamekeeper/platform';
import { TestingError } from './testing-error.js';

/** How a limit stands, with the quota that it belongs to. */
export interface ShownLimit extends LimitState {
  readonly quota: QuotaName;
  readonly profile: string;
}

/** Whose quotas: an application's by id, the tenant's only one unless told. Limits of the tenant are those of all its applications. */
export interface QuotaTarget {
  readonly application?: string;
}

export interface QuotaControls {
  /** All limits, or those of one quota. */
  show(tenantId: string, target?: QuotaTarget & { readonly quota?: QuotaName }): Promise<readonly ShownLimit[]>;
  /** Spends calls and milliseconds of running time, allowed or not. @throws QuotaError `amount-invalid` */
  spend(
    tenantId: string,
    target: QuotaTarget & { readonly quota: QuotaName; readonly calls?: number; readonly ms?: number },
  ): Promise<readonly ShownLimit[]>;
  /** Leaves `remaining` of a limit. @throws QuotaError `limit-unknown`, `amount-invalid` */
  set(
    tenantId: string,
    target: QuotaTarget & { readonly quota: QuotaName; readonly limit: string; readonly remaining: number },
  ): Promise<readonly ShownLimit[]>;
  /** Forgets what was used of one quota or all. */
  clear(tenantId: string, target?: QuotaTarget & { readonly quota?: QuotaName }): Promise<readonly ShownLimit[]>;
  /** Forgets what all applications of the tenant used. */
  clearAll(tenantId: string): Promise<void>;
}

export interface QuotaControlsOptions {
  readonly quotas: Quotas;
  readonly admission: Pick<Admission, 'identify'>;
  readonly identity: Pick<Identity, 'parties'>;
}

/** @throws TestingError `application-unknown` from every method but `clearAll`. */
export function createQuotaControls({ quotas, admission, identity }: QuotaControlsOptions): QuotaControls {
  const { applications } = identity.parties;

  async function applicationOf(tenantId: string, named: string | undefined): Promise<Application> {
    const all = await applications.list({ tenantId });
    const found = named === undefined ? all : all.filter(({ id }) => id === named);
    const [application] = found;
    if (application !== undefined && found.length === 1) return application;
    const expected = named === undefined ? 'one application, or the id of one' : `application '${named}'`;
    throw new TestingError(
      'application-unknown',
      `tenant ${tenantId}: expected ${expected}, found ${found.length} of ${all.length}`,
    );
  }

  async function use(tenantId: string, application: string | undefined, quota: QuotaName) {
    return useOf(tenantId, (await applicationOf(tenantId, application)).id, quota);
  }

  async function useOf(tenantId: string, applicationId: string, quota: QuotaName): Promise<QuotaUse> {
    const facts: AdmissionFacts = {};
    await admission.identify({ tenantId, applicationId, personId: null }, facts);
    const governing = governingQuotas(facts);
    if (governing !== null) return { ...governing, quota };
    throw new TestingError('application-unknown', `application ${applicationId} has no standing in tenant ${tenantId}`);
  }

  const shown = (quota: QuotaName, profile: string, limits: readonly LimitState[]): readonly ShownLimit[] =>
    limits.map((limit) => ({ quota, profile, ...limit }));

  async function each(
    quota: QuotaName | undefined,
    act: (quota: QuotaName) => Promise<readonly ShownLimit[]>,
  ): Promise<readonly ShownLimit[]> {
    const found: ShownLimit[] = [];
    for (const name of quota === undefined ? quotaNames : [quota]) found.push(...(await act(name)));
    return found;
  }

  return {
    show: (tenantId, { application, quota } = {}) =>
      each(quota, async (name) => {
        const of = await use(tenantId, application, name);
        return shown(name, of.profile.name, await quotas.peek(of));
      }),
    async spend(tenantId, { application, quota, calls, ms }) {
      const of = await use(tenantId, application, quota);
      const amounts = { ...(calls !== undefined && { calls }), ...(ms !== undefined && { ms }) };
      return shown(quota, of.profile.name, await quotas.spend({ ...of, ...amounts }));
    },
    async set(tenantId, { application, quota, limit, remaining }) {
      const of = await use(tenantId, application, quota);
      return shown(quota, of.profile.name, await quotas.set({ ...of, limit, remaining }));
    },
    clear: (tenantId, { application, quota } = {}) =>
      each(quota, async (name) => {
        const of = await use(tenantId, application, name);
        return shown(name, of.profile.name, await quotas.clear(of));
      }),
    async clearAll(tenantId) {
      for (const { id: applicationId } of await applications.list({ tenantId })) {
        for (const quota of quotaNames) {
          await quotas.clear(await useOf(tenantId, applicationId, quota));
        }
      }
    },
  };
}
