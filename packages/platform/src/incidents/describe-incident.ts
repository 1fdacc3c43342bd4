// What an incident is called and how urgent it is, from its alerts.

import type { Alert } from './alert.js';
import { gravity, type Severity } from './vocabulary.js';

/** What naming looks at. */
export type DescribedAlert = Pick<Alert, 'title' | 'category' | 'severity' | 'firstActivityAt' | 'evidence'>;

/** The gravest of them. */
export const gravest = (severities: readonly Severity[]): Severity =>
  severities.reduce<Severity>((worst, next) => (gravity(next) > gravity(worst) ? next : worst), 'unknown');

/**
 * One alert gives its own title; several say the stages, in order, and where.
 * @param alerts by first activity
 * @example describeIncident(alerts) === 'Multi-stage incident: Initial access, Credential access and Impact on 3 devices'
 */
export function describeIncident(alerts: readonly DescribedAlert[]): string {
  const [first] = alerts;
  if (!first) return 'Incident without alerts';
  const stages = [...new Set(alerts.map(({ category }) => inWords(category)))];
  const place = placeOf(alerts);
  if (stages.length === 1 || alerts.length === 1)
    return alerts.every(({ title }) => title === first.title)
      ? `${first.title}${place}`
      : `${stages[0] ?? 'Activity'} incident${place}`;
  return `Multi-stage incident: ${listed(stages.length > 3 ? [...stages.slice(0, 2), stages.at(-1) ?? ''] : stages)}${place}`;
}

/** `InitialAccess` is initial access. */
const inWords = (category: string): string => {
  const words = category.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

function placeOf(alerts: readonly DescribedAlert[]): string {
  const names = (pick: (evidence: DescribedAlert['evidence'][number]) => string | undefined): string[] => [
    ...new Set(alerts.flatMap(({ evidence }) => evidence.flatMap((piece) => pick(piece) ?? []))),
  ];
  const devices = names((piece) => (piece.kind === 'device' ? piece.facts.deviceDnsName : undefined));
  const users = names((piece) =>
    piece.kind === 'user'
      ? (piece.facts.userAccount.userPrincipalName ?? piece.facts.userAccount.accountName)
      : undefined,
  );
  if (devices.length === 1) return ` on ${devices[0]}`;
  if (devices.length > 1) return ` on ${devices.length} devices`;
  if (users.length === 1) return ` involving ${users[0]}`;
  return users.length > 1 ? ` involving ${users.length} users` : '';
}

/** 0 to 100: how grave the gravest alert is, how many there are, how many devices and users are touched. */
export function priorityOf(alerts: readonly DescribedAlert[]): number {
  const count = (kind: string): number =>
    new Set(
      alerts.flatMap(({ evidence }) =>
        evidence.filter((piece) => piece.kind === kind).map((piece) => JSON.stringify(piece.facts)),
      ),
    ).size;
  const base = { unknown: 5, informational: 5, low: 20, medium: 40, high: 60 }[
    gravest(alerts.map((alert) => alert.severity))
  ];
  const stages = new Set(alerts.map(({ category }) => category)).size;
  return Math.min(
    100,
    base + 5 * Math.min(4, stages - 1) + 2 * Math.min(5, count('device')) + 2 * Math.min(5, count('user')),
  );
}
