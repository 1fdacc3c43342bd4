// The wire of Gamekeeper's own endpoints; failures are problem details (RFC 9457).

import { EngineError, IngestError, type IngestErrorCode } from '@gamekeeper/lake';
import {
  DetectionsError,
  type DetectionsErrorCode,
  HuntError,
  type HuntErrorCode,
  IdentityError,
  LibraryError,
  type LibraryErrorCode,
  NetworkError,
  QuotaError,
  type QuotaErrorCode,
  TermsError,
  type TermsErrorCode,
} from '@gamekeeper/platform';
import { Refusal } from '../http/refusal.js';
import { TestingError, type TestingErrorCode } from '../testing-controls/testing-error.js';
import { type AdmissionWording, admissionRefusal, defenderQuotaSentence } from './admission-refusal.js';
import { type HttpFault, missingRolesText, overLimitHeaders, type Wire, type WireContext } from './wire.js';

const faults: { readonly [K in HttpFault['kind']]: (fault: Extract<HttpFault, { kind: K }>) => Refusal } = {
  'not-found': ({ path }) => new Refusal({ status: 404, code: 'not-found', message: `Nothing is served at ${path}.` }),
  'body-unreadable': ({ detail }) => new Refusal({ status: 400, code: 'body-unreadable', message: detail }),
  'body-too-large': ({ limit }) =>
    new Refusal({ status: 413, code: 'body-too-large', message: `The body is larger than ${limit} bytes.` }),
  'bad-request': ({ detail }) => new Refusal({ status: 400, code: 'bad-request', message: detail }),
  'roles-missing': ({ required, held }) =>
    new Refusal({ status: 403, code: 'roles-missing', message: missingRolesText(required, held) }),
  'token-missing': () => unauthorized('token-missing', 'Expected an access token or local key, found none.'),
  'over-limit': ({ status, detail, retryAfterSeconds }) =>
    new Refusal({
      ...{ status, code: status === 503 ? 'too-busy' : 'request-too-large', message: detail },
      headers: overLimitHeaders(retryAfterSeconds),
    }),
  internal: ({ cause }) =>
    new Refusal({ status: 500, code: 'internal', message: 'The request failed; the log knows why.', cause }),
};

/** Ingest failures that are the sender's; the others are ours. */
const ingestStatuses: Partial<Record<IngestErrorCode, number>> = { 'unknown-table': 404, 'unsupported-encoding': 415 };

/** Hunts that fail for another reason than their text. */
const huntStatuses: Partial<Record<HuntErrorCode, number>> = { unavailable: 503, busy: 503, 'forbidden-table': 403 };

/** Refusals of detection rules that are not for what the request says by itself. */
const detectionsStatuses: Partial<Record<DetectionsErrorCode, number>> = {
  ...{ 'rule-unknown': 404, 'rule-exists': 409, 'rule-busy': 409 },
};

/** Refusals of the hunters' library that are not for what the request says by itself. */
const libraryStatuses: Partial<Record<LibraryErrorCode, number>> = {
  ...{ 'function-unknown': 404, 'saved-hunt-unknown': 404, 'saved-hunt-foreign': 403 },
  ...{ 'functions-too-many': 409, 'saved-hunts-too-many': 409 },
};

/** Refusals of the terms that are not for what the request says by itself. */
const termsStatuses: Partial<Record<TermsErrorCode, number>> = {
  ...{ 'application-unknown': 404, 'tenant-unknown': 404, 'consent-unknown': 404, 'control-unknown': 404 },
  ...{ 'document-unknown': 404, 'version-unknown': 404, 'version-taken': 409, 'document-superseded': 409 },
  ...{ 'hash-mismatch': 409, 'notice-changed': 409 },
};

/** What is wrong with a registration or its state; anything else is a proof that failed. */
function identityRefusal(error: IdentityError): Refusal {
  const { code, message, faults: fields } = error;
  if (code === 'registration-invalid') return new Refusal({ status: 400, code, message, faults: fields, cause: error });
  if (code === 'state-invalid') return new Refusal({ status: 409, code, message, cause: error });
  if (code.endsWith('-unknown')) return new Refusal({ status: 404, code, message, cause: error });
  return unauthorized(code, message);
}

/** Undefined for what this machine, not the request, is at fault for. */
function networkRefusal(error: NetworkError): Refusal | undefined {
  const { code, message } = error;
  if (code === 'country-database-unreadable') return undefined;
  return new Refusal({ status: code === 'block-unknown' ? 404 : 400, code, message, cause: error });
}
/** Quotas that cannot be kept for another reason than the operator's settings. */
const quotaStatuses: Partial<Record<QuotaErrorCode, number>> = {
  ...{ 'profile-invalid': 400, 'amount-invalid': 400, 'limit-unknown': 404, 'sandbox-only': 403 },
};

/** Refusals of test controls that are not for what the request says by itself. */
const testingStatuses: Partial<Record<TestingErrorCode, number>> = {
  ...{ 'tenant-unknown': 404, 'application-unknown': 404, 'fault-unknown': 404, 'snapshot-unknown': 404 },
  ...{ 'sandbox-only': 403, 'clock-shared': 409, 'snapshot-too-many': 409 },
};

function unauthorized(code: string, message: string): Refusal {
  return new Refusal({ status: 401, code, message, headers: { 'www-authenticate': 'Bearer' } });
}

const admission: AdmissionWording = {
  codes: { 401: 'unauthorized', 403: 'refused', 429: 'quota-exceeded' },
  quotaSentence: defenderQuotaSentence,
};

export const platformWire: Wire = {
  name: 'platform',
  resources: ['gamekeeper'],
  contentType: 'application/json; charset=utf-8',
  errorContentType: 'application/problem+json; charset=utf-8',
  headers: () => ({}),
  refuse(error, context) {
    const refused = admissionRefusal(error, context, admission);
    if (refused !== undefined) return refused;
    if (error instanceof IdentityError) return identityRefusal(error);
    if (error instanceof NetworkError) return networkRefusal(error);
    if (error instanceof IngestError) {
      const { code, message } = error;
      return new Refusal({ status: ingestStatuses[code] ?? 500, code, message, cause: error });
    }
    if (error instanceof TermsError) {
      const { code, message } = error;
      return new Refusal({ status: termsStatuses[code] ?? 400, code, message, cause: error });
    }
    if (error instanceof DetectionsError) {
      const { code, message, faults: fields } = error;
      return new Refusal({ status: detectionsStatuses[code] ?? 400, code, message, faults: fields, cause: error });
    }
    if (error instanceof LibraryError) {
      const { code, message } = error;
      return new Refusal({ status: libraryStatuses[code] ?? 400, code, message, cause: error });
    }
    if (error instanceof QuotaError) {
      const { code, message } = error;
      return new Refusal({ status: quotaStatuses[code] ?? 500, code, message, cause: error });
    }
    if (error instanceof TestingError) {
      const { code, message } = error;
      return new Refusal({ status: testingStatuses[code] ?? 400, code, message, cause: error });
    }
    if (error instanceof EngineError) {
      return new Refusal({ status: 503, code: error.code, message: error.message, cause: error });
    }
    if (!(error instanceof HuntError)) return undefined;
    const { code, message, line, column } = error;
    const place = line === undefined || column === undefined ? undefined : { line, column };
    return new Refusal({
      status: huntStatuses[code] ?? 400,
      code,
      message,
      cause: error,
      ...(place && { place }),
    });
  },
  fault: (fault) => (faults[fault.kind] as (fault: HttpFault) => Refusal)(fault),
  errorBody: problem,
};

/**
 * A failure as problem details. `type` is a name, not an address; `code` repeats its last part for programs.
 * @example { type: 'urn:gamekeeper:problem:not-found', title: 'not found', status: 404, detail: '…', code: 'not-found', requestId: '…' }
 */
export function problem(
  refusal: Refusal,
  { requestId }: Pick<WireContext, 'requestId'>,
): Readonly<Record<string, unknown>> {
  const { status, message: detail, place, help, retryInMs, faults: fields } = refusal;
  const code = refusal.reason ?? refusal.code;
  return {
    ...{ type: `urn:gamekeeper:problem:${code}`, title: code.replaceAll('-', ' '), status, detail, code, requestId },
    ...(place && { place }),
    ...(fields.length > 0 && { faults: fields }),
    ...(help !== undefined && { help }),
    ...(retryInMs !== undefined && { retryInMs }),
  };
}
