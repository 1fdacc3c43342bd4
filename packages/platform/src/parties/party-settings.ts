// The periods that an operator may set for registrations and credentials, with the defaults of the terms (REG-3, REG-4).

const day = 86_400_000;

/** All in milliseconds. */
export interface PartySettings {
  /** From one attestation until the next is due. */
  readonly attestationInterval: number;
  /** How long before that the owner is told, longest first. */
  readonly attestationNotices: readonly number[];
  /** How long an overdue attestation is tolerated. */
  readonly attestationGrace: number;
  /** Life of a client secret for which none is told. */
  readonly secretLifetime: number;
  /** The longest life of a client secret. */
  readonly longestSecretLifetime: number;
  /** How long the previous secret still counts after a rotation for which nothing is told. */
  readonly rotationOverlap: number;
}

export const defaultPartySettings: PartySettings = {
  attestationInterval: 180 * day,
  attestationNotices: [30 * day, 7 * day],
  attestationGrace: 14 * day,
  secretLifetime: 180 * day,
  longestSecretLifetime: 365 * day,
  rotationOverlap: day,
};
