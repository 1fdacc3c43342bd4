// What other floors may use of the quotas.

export type { BoundQuota, QuotaSubject } from './bind-quota.js';
export { createQuotas, type QuotasOptions } from './create-quotas.js';
export type { LimitState } from './decide.js';
export { createMemoryLedger, type MemoryLedgerOptions } from './memory-ledger.js';
export { createOwnProfiles, type OwnProfiles } from './own-profiles.js';
export { parseQuotaProfile } from './parse-quota-profile.js';
export { createPostgresLedger, type PostgresLedgerOptions } from './postgres-ledger.js';
export { defender2021, findQuotaProfile, quotaProfiles } from './profiles/index.js';
export { QuotaError, type QuotaErrorCode } from './quota-error.js';
export type { Maybe, QuotaLedger } from './quota-ledger.js';
export {
  type QuotaLimit,
  type QuotaName,
  type QuotaProfile,
  type QuotaScope,
  type QuotaUnit,
  quotaNames,
} from './quota-profile.js';
export { type QuotaStanding, quotaStandings } from './quota-standings.js';
export type { Admission as QuotaAdmission, Quotas, QuotaUse, Run, ThresholdCrossing } from './quotas.js';
export { retryAfterSeconds } from './retry-after-seconds.js';
