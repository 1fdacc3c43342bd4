// When an application's owner must declare again that its registration is true, and what follows when not (REG-3).

import type { PartySettings } from './party-settings.js';

/**
 * `current`: nothing to do. `due-soon`: within the first notice. `overdue`: past due, in the grace period, still working.
 * `lapsed`: past grace; as good as suspended until it is attested.
 */
export type AttestationStanding = 'current' | 'due-soon' | 'overdue' | 'lapsed';

/** Times in milliseconds since the Unix epoch. */
export interface AttestationState {
  readonly standing: AttestationStanding;
  readonly dueAt: number;
  readonly lapsesAt: number;
  /** When the owner is told beforehand, earliest first. */
  readonly noticesAt: readonly number[];
}

export type AttestationSettings = Pick<
  PartySettings,
  'attestationInterval' | 'attestationNotices' | 'attestationGrace'
>;

/**
 * Judges an attestation by its age.
 * @example attestationState(Date.parse('2026-01-01'), Date.parse('2026-06-20'), defaultPartySettings).standing // 'due-soon'
 */
export function attestationState(attestedAt: number, now: number, settings: AttestationSettings): AttestationState {
  const dueAt = attestedAt + settings.attestationInterval;
  const lapsesAt = dueAt + settings.attestationGrace;
  const noticesAt = settings.attestationNotices.map((before) => dueAt - before).sort((a, b) => a - b);
  const [firstNotice = dueAt] = noticesAt;
  const standing = now >= lapsesAt ? 'lapsed' : now >= dueAt ? 'overdue' : now >= firstNotice ? 'due-soon' : 'current';
  return { standing, dueAt, lapsesAt, noticesAt };
}
