// What is learnt of a request on its way: by the end it is the row in the audit table.

import type { QueryUsage } from '@gamekeeper/lake';
import type { AdmissionFacts, Caller, HuntAnswer } from '@gamekeeper/platform';
import type { FastifyRequest } from 'fastify';
import type { Wire, WireContext } from '../wire/wire.js';
import type { Route } from './define-route.js';

/** The hunt of a call, for the columns that tell what it cost. */
export interface CallHunt {
  readonly query: string;
  /** Null until it runs. */
  answer: HuntAnswer | null;
  /** What it had used when it was refused before any row. */
  refusedAt?: QueryUsage;
}

/** Who asks for a token, as far as it is proven. */
export interface Claimant {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly credentialId: string | null;
}

/** One request, filled in as it proceeds. */
export interface CallRecord {
  context: WireContext;
  readonly request: FastifyRequest;
  /** Null when no route matched. */
  readonly route: Route | null;
  readonly wire: Wire['name'];
  /** Reading of the steady clock on arrival. */
  readonly startedAt: number;
  readonly country: string | null;
  caller: Caller | null;
  /** Permissions of the token that opened the endpoint. */
  permissions: readonly string[];
  /** Set by the endpoints that issue tokens. */
  claimant: Claimant | null;
  readonly facts: AdmissionFacts;
  /** The gate that refused and why; null while the call passes. */
  gate: string | null;
  reason: string | null;
  hunt: CallHunt | null;
  /** Faults of a sandbox tenant's asking that struck the call, as the row tells them. */
  fault: string | null;
  /** Bytes of the answer's body that were handed to the connection. */
  responseBytes: number;
  /** Whether its row was written. */
  isAudited: boolean;
}
