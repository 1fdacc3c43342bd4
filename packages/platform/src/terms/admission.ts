// Admits a call or refuses it: the gates in their order, then the quota; what they found goes with the call.

import type { Clock } from '../clock.js';
import type { Caller } from '../identity/caller.js';
import type { BlockList, Embargo } from '../network/index.js';
import { findQuotaProfile, type QuotaName, type Quotas, type QuotaUse } from '../quotas/index.js';
import type { Admission as QuotaAdmission } from '../quotas/quotas.js';
import type { Records } from '../records/index.js';
import type { Acceptances } from './acceptances/create-acceptances.js';
import {
  AdmissionError,
  type AdmittedRoute,
  type Gate,
  type GateCall,
  type GateSettings,
  type IdentityClaim,
} from './gates/gate.js';
import { gates as allGates } from './gates/index.js';
import { agreementInForce, documentsInForce, unaccepted } from './gates/terms.js';
import { QuotaExceededError } from './quota-exceeded-error.js';
import { createStandings } from './standing/create-standings.js';
import type { StandingKey } from './standing/load-standing.js';
import type { GoverningAgreement, Rulebook, Standing } from './standing/standing.js';

/** Where a call comes from, known before its token is read. */
export interface Arrival {
  /** Address of the client, forwarded headers of trusted proxies applied. */
  readonly address: string;
  /** ISO 3166-1 alpha-2 code, null when unknown. */
  readonly country: string | null;
}

/** A call whose token was verified. */
export interface AuthenticatedCall {
  readonly caller: Caller;
  readonly route: AdmittedRoute;
  readonly claims: readonly IdentityClaim[];
  readonly address: string;
}

/** What is known of a call at the gates; filled in as far as the call came, for the audit row of a refused one. */
export interface AdmissionFacts {
  standing?: Standing;
  rulebook?: Rulebook;
  agreement?: GoverningAgreement | null;
  /** The API terms under which the call is made: `api-terms@1`. */
  terms?: string;
  quotaProfile?: string;
  quotaUse?: QuotaUse;
  quota?: QuotaAdmission;
}

export interface Admission {
  /** @throws AdmissionError for a blocked address or an embargoed country. */
  arrive(arrival: Arrival): void;
  /** Finds out how a party stands and under which quota profile, without a gate; false when it is not registered. */
  identify(key: StandingKey, facts: AdmissionFacts): Promise<boolean>;
  /** Takes a call through the gates. @throws AdmissionError naming the gate; `facts` holds what was found until then. */
  admit(call: AuthenticatedCall, facts: AdmissionFacts): Promise<void>;
  /**
   * The last gate: counts an admitted call against its quota. A run in `facts.quota` is the caller's to finish.
   * @throws QuotaExceededError
   */
  takeQuota(quota: QuotaName, facts: AdmissionFacts): Promise<void>;
  /** The refusal of a call whose run was stopped because its running time ended; finishes the run. */
  refuseEndedRun(facts: AdmissionFacts): Promise<QuotaExceededError | null>;
  close(): void;
}

export interface AdmissionOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly quotas: Quotas;
  readonly blockList: BlockList;
  readonly embargo: Embargo;
  readonly settings: GateSettings;
  /** Profile of tenants and agreements that name none. */
  readonly quotaProfile: string;
  /** Records that a call counts as acceptance of the documents that the operator made so (CHG-2). */
  readonly acceptances: Pick<Acceptances, 'deem'>;
  /** All gates unless told. */
  readonly gates?: readonly Gate[];
}

/**
 * @example
 * const facts: AdmissionFacts = {};
 * await admission.admit({ caller, route, claims: [], address: '10.0.0.7' }, facts);
 * await admission.takeQuota('hunting', facts);
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const { records, clock, quotas, blockList, embargo, settings, gates = allGates } = options;
  const standings = createStandings({ records });

  function pass(call: GateCall): void {
    for (const gate of gates) {
      const refusal = gate.check(call);
      if (refusal !== null) throw new AdmissionError(gate.name, gate.controls, refusal);
    }
  }

  async function identify(key: StandingKey, facts: AdmissionFacts) {
    const standing = await standings.of(key);
    if (standing === null) return null;
    const rulebook = await standings.rulebook();
    const now = clock();
    const agreement = agreementInForce(standing, now);
    const quotaProfile = agreement?.quotaProfile ?? standing.tenant.quotaProfile ?? options.quotaProfile;
    Object.assign(facts, { standing, rulebook, agreement, quotaProfile });
    const terms = documentsInForce(rulebook, now).find(({ document }) => document === 'api-terms');
    if (terms !== undefined && !agreement?.replacesTerms) facts.terms = `${terms.document}@${terms.version}`;
    return { standing, rulebook, now };
  }

  return {
    arrive({ address, country }) {
      if (blockList.blocked({ address, direction: 'inbound' }) !== null) {
        const message = 'Requests from this address are blocked.';
        throw new AdmissionError('block-list', ['AUP-8'], { reason: 'address-blocked', message });
      }
      if (embargo(country)) {
        const message = `Requests from ${country === null ? 'an unknown country' : `the country ${country}`} are refused.`;
        throw new AdmissionError('embargo', ['USE-11'], { reason: 'country-embargoed', message });
      }
    },

    identify: async (key, facts) => (await identify(key, facts)) !== null,

    async admit({ caller, route, claims, address }, facts) {
      const { tenantId, applicationId, userId: personId } = caller;
      const found = await identify({ tenantId, applicationId, personId }, facts);
      if (found === null) {
        const message = 'The tenant, application or person of this token is not registered.';
        throw new AdmissionError('parties', ['REG-1'], { reason: 'party-unknown', message });
      }
      const { standing, rulebook, now } = found;
      pass({ now, caller, standing, rulebook, route, claims, settings });
      if (unaccepted(standing, rulebook, now).length > 0) {
        const by = { actor: `application:${applicationId}`, reason: 'a call after the effective date' };
        await options.acceptances.deem({ applicationId, tenantId, at: now, sourceAddress: address }, by);
      }
    },

    async takeQuota(quota, facts) {
      const governing = governingQuotas(facts);
      if (governing === null) return;
      const { subject, profile } = governing;
      if (profile.sandboxOnly && facts.standing?.tenant.kind !== 'sandbox') {
        const message = `The quota profile '${profile.name}' is for sandbox tenants; this one is a production tenant.`;
        throw new AdmissionError('sandbox', ['USE-6'], { reason: 'sandbox-only', message });
      }
      facts.quotaUse = { ...governing, quota };
      const taken = await quotas.take(facts.quotaUse);
      facts.quota = taken;
      if (!taken.admitted) throw new QuotaExceededError(taken, subject.tenantId);
    },

    async refuseEndedRun({ quota, quotaUse }) {
      if (!quota?.admitted || quota.run === null || quotaUse === undefined || !quota.run.signal.aborted) return null;
      quota.run.finish();
      // Refused unless the window has just moved on: then one more call was counted, and the next passes at once.
      const again = await quotas.take(quotaUse);
      if (again.admitted) again.run?.finish();
      return again.admitted ? null : new QuotaExceededError(again, quotaUse.subject.tenantId);
    },

    close: () => standings.close(),
  };
}

/**
 * Whose quotas a call counts against and under which profile; null where no standing was found.
 * @throws QuotaError `profile-unknown`: a limit that was agreed on is never replaced by another in silence.
 */
export function governingQuotas({
  standing,
  rulebook,
  quotaProfile,
}: AdmissionFacts): Pick<QuotaUse, 'subject' | 'profile'> | null {
  if (standing === undefined || rulebook === undefined || quotaProfile === undefined) return null;
  const { tenant, owner, application } = standing;
  const subject = { tenantId: tenant.id, ownerId: owner.id, applicationId: application.id };
  return { subject, profile: findQuotaProfile(quotaProfile, rulebook.quotaProfiles) };
}
