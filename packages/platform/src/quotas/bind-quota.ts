// Turns a profile and a caller into the keys under which a call is counted and the limits that it must pass.

import type { QuotaLimit, QuotaName, QuotaProfile, QuotaScope } from './quota-profile.js';
import type { Retention } from './usage.js';

/** Whose quotas a call counts against. */
export interface QuotaSubject {
  readonly tenantId: string;
  readonly ownerId: string;
  readonly applicationId: string;
}

/** Where a scope's usage of a quota is kept; limits of all profiles share it, so that usage survives a change of profile. */
export interface QuotaKey {
  readonly text: string;
  readonly retention: Retention;
}

/** A limit as it applies to a call. */
export interface BoundLimit {
  readonly limit: QuotaLimit;
  readonly scope: QuotaScope;
  /** Index of its key. */
  readonly key: number;
}

/** All that decides over a call of one subject to one quota. */
export interface BoundQuota {
  readonly subject: QuotaSubject;
  readonly quota: QuotaName;
  readonly keys: readonly QuotaKey[];
  readonly limits: readonly BoundLimit[];
  /** Whether its calls are runs whose time is measured. */
  readonly timed: boolean;
}

interface Template {
  readonly scopes: readonly (readonly [scope: QuotaScope, retention: Retention])[];
  readonly limits: readonly BoundLimit[];
  readonly timed: boolean;
}

/** Binds a subject to a quota of a profile; null where the profile does not limit that quota. */
export type BindQuota = (profile: QuotaProfile, quota: QuotaName, subject: QuotaSubject) => BoundQuota | null;

/**
 * A binder that keeps as much of the past as the profiles named need; one met later needs no announcement, but knows
 * of the time before only what the earlier ones kept.
 * @example createBinder(quotaProfiles)(defender2021, 'incidents', { tenantId, ownerId, applicationId })
 */
export function createBinder(profiles: readonly QuotaProfile[]): BindQuota {
  const templates = new WeakMap<QuotaProfile, Map<QuotaName, Template>>();
  const retentions = new Map<string, Retention>();
  const templatesOf = (profile: QuotaProfile) => {
    const made = templates.get(profile) ?? readProfile(profile, retentions);
    templates.set(profile, made);
    return made;
  };
  for (const profile of profiles) templatesOf(profile);

  return (profile, quota, subject) => {
    const template = templatesOf(profile).get(quota);
    if (template === undefined) return null;
    const keys = template.scopes.map(([scope, retention]) => ({ text: keyText(quota, scope, subject), retention }));
    return { subject, quota, keys, limits: template.limits, timed: template.timed };
  };
}

function readProfile(profile: QuotaProfile, retentions: Map<string, Retention>): Map<QuotaName, Template> {
  const templates = new Map<QuotaName, Template>();
  for (const [name, limits] of Object.entries(profile.quotas)) {
    const scopes = new Map<QuotaScope, Retention>();
    for (const limit of limits) {
      for (const scope of limit.scopes) scopes.set(scope, grown(retentions, `${name} ${scope}`, limit));
    }
    const order = [...scopes.keys()];
    templates.set(name as QuotaName, {
      scopes: [...scopes],
      limits: limits.flatMap((limit) =>
        limit.scopes.map((scope) => ({ limit, scope, key: order.indexOf(scope) }) satisfies BoundLimit),
      ),
      timed: limits.some((limit) => limit.unit === 'ms'),
    });
  }
  return templates;
}

function grown(retentions: Map<string, Retention>, name: string, limit: QuotaLimit): Retention {
  const retention = retentions.get(name) ?? { calls: 0, callsMs: 0, chargesMs: 0 };
  retentions.set(name, retention);
  if (limit.unit === 'calls') {
    retention.calls = Math.max(retention.calls, limit.amount);
    retention.callsMs = Math.max(retention.callsMs, limit.windowMs);
  } else {
    retention.chargesMs = Math.max(retention.chargesMs, limit.windowMs);
  }
  return retention;
}

/** The id comes last and quota and scope are words without a space, so that no two subjects share a text by accident. */
function keyText(quota: QuotaName, scope: QuotaScope, subject: QuotaSubject): string {
  switch (scope) {
    case 'tenant':
      return `${quota} tenant ${subject.tenantId}`;
    case 'owner':
      return `${quota} owner ${subject.ownerId}`;
    case 'application':
      return `${quota} application ${subject.tenantId.length} ${subject.tenantId} ${subject.applicationId}`;
  }
}
