// What the calls of the last day show of the controls, read from the platform's own audit with its own hunting.

import type { Evidence, EvidenceContext } from './control.js';
import { counted } from './evidence.js';

type EvidenceOf = (context: EvidenceContext) => Promise<Evidence>;

/** Calls of the last 24 hours that met the same end. */
export interface CallGroup {
  readonly Gate: string;
  readonly Reason: string;
  readonly Quota: string;
  readonly Wire: string;
  readonly StatusCode: number;
  readonly Calls: number;
  readonly Hunts: number;
  readonly Cut: number;
  readonly Attributed: number;
  readonly SignedIn: number;
  readonly UnderAgreement: number;
}

// One query for all controls: whoever shows them all runs it once.
const digest = `ApiAuditEvents
| where Timestamp > ago(1d)
| summarize Calls = count(), Hunts = countif(isnotempty(Query)), Cut = countif(Truncated),
    Attributed = countif(isnotempty(ApplicationId)), SignedIn = countif(isnotempty(UserId)),
    UnderAgreement = countif(isnotempty(Agreement))
    by Gate, Reason, Quota, Wire, StatusCode`;

/** The last 24 hours of calls, of all tenants, by how they ended. */
export async function callsToday(context: EvidenceContext): Promise<readonly CallGroup[]> {
  return (await context.hunt(digest)) as unknown as readonly CallGroup[];
}

/** Adds up a number over groups of calls. */
export function total(
  groups: readonly CallGroup[],
  member: 'Calls' | 'Hunts' | 'Cut' | 'Attributed' | 'SignedIn',
): number {
  return groups.reduce((sum, group) => sum + Number(group[member]), 0);
}

/**
 * Evidence from the calls of the last 24 hours that a gate refused, or that ended for a reason.
 * @example refusedToday({ gates: ['licence'] })
 */
export function refusedToday({
  gates = [],
  reasons = [],
}: {
  readonly gates?: readonly string[];
  readonly reasons?: readonly string[];
}): EvidenceOf {
  return async (context) => {
    const groups = (await callsToday(context)).filter(
      ({ Gate, Reason }) => gates.includes(Gate) || reasons.includes(Reason),
    );
    const count = total(groups, 'Calls');
    const byReason = new Map<string, number>();
    for (const { Reason, Calls } of groups) byReason.set(Reason, (byReason.get(Reason) ?? 0) + Number(Calls));
    const sample = [...byReason]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([reason, calls]) => ({ reason, calls }));
    return { summary: `${counted(count, 'call', 'calls')} refused in the last 24 hours.`, count, sample };
  };
}

/** Hunts of the last 24 hours. */
export const huntsToday: EvidenceOf = async (context) => {
  const count = total(await callsToday(context), 'Hunts');
  return { summary: `${counted(count, 'hunt', 'hunts')} in the last 24 hours, each cut to the window.`, count };
};

/** Calls of the last 24 hours that a quota counted. */
export function quotaToday(quota: string): EvidenceOf {
  return async (context) => {
    const groups = (await callsToday(context)).filter(({ Quota }) => Quota === quota);
    const refused = groups.filter(({ Reason }) => Reason === 'quota-exceeded');
    const count = total(groups, 'Calls');
    const summary = `${counted(count, 'call', 'calls')} counted in the last 24 hours, ${total(refused, 'Calls')} of them refused.`;
    return { summary, count };
  };
}
