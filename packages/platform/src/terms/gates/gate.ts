// What a gate is: one check of a call, named, with the controls that it carries out.

import type { Caller } from '../../identity/caller.js';
import type { AttestationSettings } from '../../parties/attestation.js';
import type { ControlId } from '../controls/control-ids.js';
import type { Rulebook, Standing } from '../standing/standing.js';

/** Why a call was refused; a retired reason is never reused. */
export type RefusalReason =
  | 'address-blocked'
  | 'country-embargoed'
  | 'party-unknown'
  | 'tenant-suspended'
  | 'tenant-terminated'
  | 'owner-suspended'
  | 'owner-terminated'
  | 'application-suspended'
  | 'application-terminated'
  | 'person-suspended'
  | 'person-terminated'
  | 'credential-revoked'
  | 'credential-expired'
  | 'licence-missing'
  | 'licence-suspended'
  | 'licence-revoked'
  | 'attestation-lapsed'
  | 'identity-contradicted'
  | 'terms-not-accepted'
  | 'consent-missing'
  | 'preview-not-chosen'
  | 'confidential'
  | 'sandbox-only'
  | 'quota-exceeded';

/** The route as the gates see it. */
export interface AdmittedRoute {
  /** Method and path pattern: `POST /api/advancedhunting/run`. */
  readonly name: string;
  /** Permissions in the token that open the route; one of them must hold. Empty where any token opens it. */
  readonly permissions: readonly string[];
  readonly isPreview: boolean;
  readonly sandboxOnly: boolean;
  /** The way out of unaccepted terms: it must stay open while they are not accepted. */
  readonly acceptsTerms?: boolean;
}

/** One call at the gates. */
export interface GateCall {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly caller: Caller;
  readonly standing: Standing;
  readonly rulebook: Rulebook;
  readonly route: AdmittedRoute;
  /** Identifiers that the request claims besides its token, with where each was found. */
  readonly claims: readonly IdentityClaim[];
  readonly settings: GateSettings;
}

/** What the operator sets for the gates. */
export interface GateSettings {
  readonly attestation: AttestationSettings;
}

/** An identifier in a header or query parameter (USE-9). */
export interface IdentityClaim {
  readonly where: string;
  readonly kind: 'application' | 'tenant';
  readonly value: string;
}

/** What a refused caller is told. */
export interface GateRefusal {
  readonly reason: RefusalReason;
  /** Fit to be shown to the caller. */
  readonly message: string;
  /** Path below this server that helps on: the terms to accept. */
  readonly help?: string;
}

export interface Gate {
  readonly name: GateName;
  readonly controls: readonly ControlId[];
  /** Null lets the call pass. */
  readonly check: (call: GateCall) => GateRefusal | null;
}

/** Names as they stand in audit rows. */
export type GateName =
  | 'block-list'
  | 'embargo'
  | 'parties'
  | 'credential'
  | 'licence'
  | 'attestation'
  | 'identity'
  | 'terms'
  | 'consent'
  | 'preview'
  | 'confidential'
  | 'sandbox'
  | 'quota';

/** A refused call; each wire words it in its own envelope. */
export class AdmissionError extends Error {
  override readonly name = 'AdmissionError';
  readonly reason: RefusalReason;
  readonly help: string | undefined;
  constructor(
    readonly gate: GateName,
    readonly controls: readonly ControlId[],
    { reason, message, help }: GateRefusal,
  ) {
    super(message);
    this.reason = reason;
    this.help = help;
  }
}
