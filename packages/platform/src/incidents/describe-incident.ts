// What an incident is called and how urgent it is, from its alerts.

import type { Alert } from './alert.js';
import { routine } from './gathering.js';
import { tellingStages } from './stages.js';
import { gravity, type Severity } from './vocabulary.js';

/** What naming looks at. */
export type DescribedAlert = Pick<Alert, 'title' | 'category' | 'severity' | 'firstActivityAt' | 'evidence'>;

/** The gravest of them. */
export const gravest = (severities: readonly Severity[]): Severity =>
  severities.reduce<Severity>((worst, next) => (gravity(next) > gravity(worst) ? next : worst), 'unknown');

const mostStages = 4;

/**
 * One alert gives its own title; several say the stages that tell most, in the order of an attack, and where; those that a gathering
 * holds say how many they are.
 * @param alerts by first activity
 * @param gathers what the incident gathers, null for linked alerts
 * @example describeIncident(alerts) === 'Multi-stage incident: Initial access, Credential access and Impact on 3 devices'
 */
export function describeIncident(alerts: readonly DescribedAlert[], gathers: string | null = null): string {
  const [first] = alerts;
  if (!first) return 'Incident without alerts';
  const place = placeOf(alerts);
  if (alerts.every(({ title }) => title === first.title))
    return alerts.length === 1 || gathers === null
      ? `${first.title}${place}`
      : `${first.title}, ${alerts.length} times${place}`;
  if (gathers === routine) return `${alerts.length} unrelated alerts of little concern${place}`;
  const stages = tellingStages(
    alerts.map(({ category }) => category),
    mostStages,
  ).map(inWords);
  return stages.length === 1
    ? `${stages[0] ?? 'Activity'} incident${place}`
    : `Multi-stage incident: ${listed(stages)}${place}`;
}

/** `InitialAccess` is initial access. */
const inWords = (category: string): string => {
  const words = category.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/** One device or user by its name, several by their number. */
function placeOf(alerts: readonly DescribedAlert[]): string {
  const names = (pick: (evidence: DescribedAlert['evidence'][number]) => string | undefined): string[] => [
    ...new Map(
      alerts.flatMap(({ evidence }) =>
        evidence.flatMap((piece) => {
          const name = pick(piece);
          return name === undefined ? [] : [[name.toLowerCase(), name] as const];
        }),
      ),
    ).values(),
  ];
  const devices = names((piece) => (piece.kind === 'device' ? piece.facts.deviceDnsName : undefined));
  const users = names((piece) =>
    piece.kind === 'user'
      ? (piece.facts.userAccount.userPrincipalName ?? piece.facts.userAccount.accountName)
      : undefined,
  );
  if (devices.length === 1) return ` on ${devices[0]}`;
  if (devices.length > 1)
    return ` on ${devices.length} devices${users.length > 1 ? ` with ${users.length} users` : ''}`;
  if (users.length === 1) return ` involving ${users[0]}`;
  return users.length > 1 ? ` involving ${users.length} users` : '';
}

/**
 * 0 to 100: how grave the gravest alert is and, where they are linked, how many stages, devices and users there are.
 * @param gathers what the incident gathers: alerts that stand alone do not make each other graver
 */
export function priorityOf(alerts: readonly DescribedAlert[], gathers: string | null = null): number {
  const base = { unknown: 5, informational: 5, low: 20, medium: 40, high: 60 }[
    gravest(alerts.map((alert) => alert.severity))
  ];
  if (gathers !== null && alerts.length > 1) return base;
  const count = (kind: string): number =>
    new Set(
      alerts.flatMap(({ evidence }) =>
        evidence.filter((piece) => piece.kind === kind).map((piece) => JSON.stringify(piece.facts)),
      ),
    ).size;
  const stages = new Set(alerts.map(({ category }) => category)).size;
  return Math.min(
    100,
    base + 5 * Math.min(4, stages - 1) + 2 * Math.min(5, count('device')) + 2 * Math.min(5, count('user')),
  );
}
