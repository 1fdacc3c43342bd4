// Words the refusals of the gates: one table of statuses, and for each wire its own codes and sentences.

import { AdmissionError, QuotaExceededError, type RefusalReason, retryAfterSeconds } from '@gamekeeper/platform';
import { Refusal } from '../http/refusal.js';
import { retryHeaders } from './retry-headers.js';
import type { WireContext } from './wire.js';

const statuses: Readonly<Record<RefusalReason, 401 | 403 | 429>> = {
  'address-blocked': 403,
  'country-embargoed': 403,
  'party-unknown': 401,
  'tenant-suspended': 403,
  'tenant-terminated': 403,
  'owner-suspended': 403,
  'owner-terminated': 403,
  'application-suspended': 403,
  'application-terminated': 403,
  'person-suspended': 403,
  'person-terminated': 403,
  'credential-revoked': 401,
  'credential-expired': 401,
  'licence-missing': 403,
  'licence-suspended': 403,
  'licence-revoked': 403,
  'attestation-lapsed': 403,
  'identity-contradicted': 403,
  'terms-not-accepted': 403,
  'consent-missing': 403,
  'preview-not-chosen': 403,
  confidential: 403,
  'sandbox-only': 403,
  'quota-exceeded': 429,
};

/** How one wire words the gates. */
export interface AdmissionWording {
  readonly codes: Readonly<Record<401 | 403 | 429, string>>;
  /** The sentence for a status, around the gate's own message. */
  readonly sentence?: (status: 401 | 403 | 429, message: string) => string;
  readonly quotaSentence: (error: QuotaExceededError) => string;
}

/** Undefined for anything but a gate's refusal. */
export function admissionRefusal(
  error: unknown,
  { origin }: WireContext,
  { codes, sentence, quotaSentence }: AdmissionWording,
): Refusal | undefined {
  if (!(error instanceof AdmissionError)) return undefined;
  const status = statuses[error.reason];
  const facts = {
    ...{ status, code: codes[status], reason: error.reason, cause: error },
    ...(error.help !== undefined && { help: `${origin}${error.help}` }),
  };
  if (error instanceof QuotaExceededError) {
    const { retryInMs, tenantId: target } = error;
    return new Refusal({
      ...{ ...facts, target, retryInMs },
      message: quotaSentence(error),
      headers: retryHeaders(retryInMs),
    });
  }
  const headers = status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {};
  return new Refusal({ ...facts, message: sentence?.(status, error.message) ?? error.message, headers });
}

/**
 * The sentence that scripts read (wire contract 2.9).
 * @example 'API calls quota exceeded! Maximum allowed 45 per 00:01:00 for the key TenantID. You can send requests again in 8 seconds.'
 */
export function defenderQuotaSentence({ refusal: { exceeded }, retryInMs }: QuotaExceededError): string {
  const allowed = exceeded.unit === 'calls' ? String(exceeded.limit) : `${clockText(exceeded.limit)} of running time`;
  const subject = exceeded.unit === 'calls' ? 'API calls' : 'Running time';
  return (
    `${subject} quota exceeded! Maximum allowed ${allowed} per ${clockText(exceeded.windowMs)} for the key ` +
    `${keyNames[exceeded.scope]}. You can send requests again in ${retryAfterSeconds(retryInMs)} seconds.`
  );
}

const keyNames = { tenant: 'TenantID', owner: 'OwnerID', application: 'TenantID+AppID' } as const;

/** `hh:mm:ss`, or `d.hh:mm:ss` from a day on. */
function clockText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const time = `${two((seconds % 86_400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return days === 0 ? time : `${days}.${time}`;
}
