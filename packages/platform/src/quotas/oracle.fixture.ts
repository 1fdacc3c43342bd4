// The definition of exact quotas, followed word by word over lists of everything that ever happened; written apart from the limiter that is held against it.

import type { QuotaSubject } from './bind-quota.js';
import type { QuotaLimit, QuotaProfile, QuotaScope } from './quota-profile.js';

/** An admitted call, and the run that it is if its profile limits running time. */
export interface OracleCall {
  readonly at: number;
  readonly subject: QuotaSubject;
  readonly profile: QuotaProfile;
  readonly timed: boolean;
  endedAt: number | null;
}

/** The quota `hunting` by definition. */
export class Oracle {
  readonly calls: OracleCall[] = [];

  /** What is used of a limit at `t`, in (t - window, t]; live runs are taken to end at `liveUntil`. */
  used(limit: QuotaLimit, scope: QuotaScope, subject: QuotaSubject, t: number, liveUntil = t): number {
    let used = 0;
    for (const call of this.calls) {
      if (!same(scope, call.subject, subject) || !names(call.profile, scope)) continue;
      if (limit.unit === 'calls') {
        if (call.at > t - limit.windowMs && call.at <= t) used++;
      } else if (call.timed) {
        const end = call.endedAt ?? liveUntil;
        if (end > t - limit.windowMs && end <= t) used += end - call.at;
      }
    }
    return used;
  }

  admits(profile: QuotaProfile, subject: QuotaSubject, t: number, liveUntil = t): boolean {
    for (const limit of profile.quotas.hunting ?? []) {
      for (const scope of limit.scopes) {
        if (this.used(limit, scope, subject, t, liveUntil) >= limit.amount) return false;
      }
    }
    return true;
  }

  take(profile: QuotaProfile, subject: QuotaSubject, t: number): OracleCall | null {
    if (!this.admits(profile, subject, t)) return null;
    const timed = profile.quotas.hunting?.some(({ unit }) => unit === 'ms') === true;
    const call = { at: t, subject, profile, timed, endedAt: timed ? null : t };
    this.calls.push(call);
    return call;
  }

  /** Ends all live runs of which a budget is used up at `t`. */
  endExhausted(t: number): void {
    let exhausted: OracleCall[] | null = null;
    for (const call of this.calls) {
      if (call.endedAt === null && this.#exhausts(call, t)) exhausted = [...(exhausted ?? []), call];
    }
    for (const call of exhausted ?? []) call.endedAt = t;
  }

  #exhausts({ profile, subject }: OracleCall, t: number): boolean {
    for (const limit of profile.quotas.hunting ?? []) {
      if (limit.unit === 'calls') continue;
      for (const scope of limit.scopes) {
        if (this.used(limit, scope, subject, t) >= limit.amount) return true;
      }
    }
    return false;
  }
}

function names(profile: QuotaProfile, scope: QuotaScope): boolean {
  for (const limit of profile.quotas.hunting ?? []) if (limit.scopes.includes(scope)) return true;
  return false;
}

function same(scope: QuotaScope, a: QuotaSubject, b: QuotaSubject): boolean {
  switch (scope) {
    case 'tenant':
      return a.tenantId === b.tenantId;
    case 'owner':
      return a.ownerId === b.ownerId;
    case 'application':
      return a.tenantId === b.tenantId && a.applicationId === b.applicationId;
  }
}
