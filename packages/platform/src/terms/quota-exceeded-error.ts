// The refusal of the last gate: which limit was reached, and when a call passes again (LIM-5).

import type { Admission } from '../quotas/quotas.js';
import { AdmissionError } from './gates/gate.js';

/** What the quotas say of a call that they refuse. */
export type QuotaRefusal = Extract<Admission, { readonly admitted: false }>;

/** A call over quota; nothing was charged for it. */
export class QuotaExceededError extends AdmissionError {
  /** Milliseconds after which a call passes; one millisecond earlier it does not. */
  readonly retryInMs: number;
  constructor(
    readonly refusal: QuotaRefusal,
    readonly tenantId: string,
  ) {
    const { exceeded } = refusal;
    super('quota', ['LIM-3', 'LIM-4', 'LIM-5', 'USE-5'], {
      reason: 'quota-exceeded',
      message: `The quota '${exceeded.name}' is used up.`,
    });
    this.retryInMs = refusal.retryInMs;
  }
}
