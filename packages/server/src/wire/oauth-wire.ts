// The wire of the OAuth endpoints: AADSTS codes and error bodies of wire contract 1.10.

import {
  AdmissionError,
  GrantError,
  type GrantErrorCode,
  IdentityError,
  type IdentityErrorCode,
  QuotaExceededError,
} from '@gamekeeper/platform';
import { Refusal } from '../http/refusal.js';
import { retryHeaders } from './retry-headers.js';
import { type HttpFault, overLimitHeaders, type Wire, type WireContext } from './wire.js';

/** Faults of a token request that are not the identity floor's to find. */
export type OAuthFault =
  | 'parameter-missing'
  | 'grant-unsupported'
  | 'scope-malformed'
  | 'resource-unknown'
  | 'assertion-type'
  | 'client-contradiction'
  | 'instance-unknown'
  | 'tenant-required'
  | 'client-public'
  | 'device-tenant'
  | 'throttled';

interface OAuthError {
  readonly status: number;
  readonly error: string;
  readonly number: number;
}

const invalidClient = (number: number): OAuthError => ({ status: 401, error: 'invalid_client', number });
const badRequest = (error: string, number: number): OAuthError => ({ status: 400, error, number });

/** Every refusal of the OAuth endpoints: condition, HTTP status, `error` and the number of its AADSTS code. */
export const oauthErrors: Readonly<Record<OAuthFault | IdentityErrorCode | GrantErrorCode, OAuthError>> = {
  'tenant-malformed': badRequest('invalid_request', 900023),
  'tenant-unknown': badRequest('invalid_request', 90002),
  'tenant-required': badRequest('invalid_request', 50059),
  'instance-unknown': badRequest('invalid_instance', 50049),
  'parameter-missing': badRequest('invalid_request', 900144),
  'grant-unsupported': badRequest('unsupported_grant_type', 70003),
  'scope-malformed': badRequest('invalid_scope', 70011),
  'resource-unknown': badRequest('invalid_resource', 500011),
  'client-public': invalidClient(700025),
  'device-tenant': badRequest('invalid_request', 90133),
  // As Entra does for a tenant whose requests are too many.
  throttled: { status: 429, error: 'temporarily_unavailable', number: 90055 },
  'code-unknown': badRequest('invalid_grant', 70000),
  'code-expired': badRequest('invalid_grant', 70008),
  'code-redeemed': badRequest('invalid_grant', 54005),
  'redirect-different': badRequest('invalid_grant', 500112),
  'verifier-wrong': badRequest('invalid_grant', 501481),
  'refresh-unknown': badRequest('invalid_grant', 9002313),
  'refresh-expired': badRequest('invalid_grant', 700082),
  'refresh-reused': badRequest('invalid_grant', 50173),
  'family-revoked': badRequest('invalid_grant', 50173),
  'device-pending': badRequest('authorization_pending', 70016),
  'device-declined': badRequest('authorization_declined', 70017),
  'device-unknown': badRequest('bad_verification_code', 70018),
  'device-expired': badRequest('expired_token', 70019),
  'consent-missing': badRequest('invalid_grant', 65001),
  'permission-unknown': badRequest('invalid_scope', 70011),
  'client-contradiction': badRequest('invalid_request', 90014),
  'application-unknown': badRequest('unauthorized_client', 700016),
  'credential-missing': invalidClient(7000216),
  'secret-wrong': invalidClient(7000215),
  'secret-expired': invalidClient(7000222),
  'certificate-expired': invalidClient(700027),
  'assertion-type': invalidClient(50027),
  'assertion-malformed': invalidClient(50027),
  'assertion-signature': invalidClient(700027),
  'assertion-subject': invalidClient(50048),
  'assertion-client': invalidClient(700021),
  'assertion-audience': invalidClient(700023),
  'assertion-lifetime': invalidClient(700024),
  'assertion-replayed': invalidClient(50012),
  'token-malformed': badRequest('invalid_request', 50027),
  'token-signature': badRequest('invalid_request', 50027),
  'token-expired': badRequest('invalid_grant', 700082),
  'token-audience': badRequest('invalid_resource', 500011),
  'application-inactive': badRequest('unauthorized_client', 7000112),
  'licence-inactive': badRequest('unauthorized_client', 7000112),
  'attestation-lapsed': badRequest('unauthorized_client', 7000112),
  'tenant-inactive': badRequest('unauthorized_client', 5000225),
  // Faults of administration, which has no endpoint here.
  'token-revoked': badRequest('invalid_grant', 50173),
  'registration-invalid': badRequest('invalid_request', 90014),
  'owner-unknown': badRequest('invalid_request', 90014),
  'person-unknown': badRequest('invalid_request', 90014),
  'credential-unknown': badRequest('invalid_request', 90014),
  'agreement-unknown': badRequest('invalid_request', 90014),
  'state-invalid': badRequest('invalid_request', 90014),
};

/** A refusal of an OAuth endpoint. */
export function oauthRefusal(
  fault: OAuthFault | IdentityErrorCode | GrantErrorCode,
  message: string,
  error?: string,
): Refusal {
  const { status, number, error: usual } = oauthErrors[fault];
  return new Refusal({ status, code: error ?? usual, number, message });
}

function words(fault: HttpFault): Refusal {
  switch (fault.kind) {
    case 'not-found':
      return new Refusal({
        status: 404,
        code: 'invalid_request',
        number: 900144,
        message: `nothing is served at ${fault.path}`,
      });
    case 'body-too-large':
      return new Refusal({
        ...{ status: 413, code: 'invalid_request', number: 900144 },
        message: `the request body is larger than ${fault.limit} bytes`,
      });
    case 'over-limit':
      return new Refusal({
        ...{ status: fault.status, code: fault.status === 503 ? 'temporarily_unavailable' : 'invalid_request' },
        ...{ number: fault.status === 503 ? 90033 : 900144, message: fault.detail },
        headers: overLimitHeaders(fault.retryAfterSeconds),
      });
    case 'internal':
      return new Refusal({
        ...{ status: 500, code: 'server_error', number: 90033 },
        message: 'the request could not be served',
        cause: fault.cause,
      });
    case 'bad-request':
    case 'body-unreadable':
      return oauthRefusal('parameter-missing', fault.detail);
    case 'roles-missing':
    case 'token-missing':
      return oauthRefusal('credential-missing', 'no credential was sent');
  }
}

/** A token that is not issued because of who asks: the numbers of a disabled application, a suspended tenant, conditional access. */
function refusedAtGate(error: AdmissionError): Refusal {
  const { reason, message } = error;
  if (error instanceof QuotaExceededError) return waiting(reason, message, error.retryInMs);
  const number = reason.startsWith('tenant-')
    ? 5000225
    : reason.startsWith('licence-')
      ? 700016
      : reason === 'address-blocked' || reason === 'country-embargoed'
        ? 53003
        : 7000112;
  const code = number === 53003 ? 'access_denied' : 'unauthorized_client';
  return new Refusal({ status: number === 53003 ? 403 : 400, code, number, message, reason });
}

/** A token request that comes too soon; clients wait as they are told. */
export function waiting(reason: string, message: string, retryInMs: number): Refusal {
  const { status, error: code, number } = oauthErrors.throttled;
  return new Refusal({ status, code, number, message, reason, retryInMs, headers: retryHeaders(retryInMs) });
}

/** The time form of OAuth errors: a space, no fraction. */
function timestamp(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

export const oauthWire: Wire = {
  name: 'oauth',
  resources: [],
  contentType: 'application/json; charset=utf-8',
  errorContentType: 'application/json; charset=utf-8',
  headers: ({ requestId }) => ({ pragma: 'no-cache', 'x-ms-request-id': requestId }),
  refuse(error) {
    if (error instanceof IdentityError || error instanceof GrantError) return oauthRefusal(error.code, error.message);
    return error instanceof AdmissionError ? refusedAtGate(error) : undefined;
  },
  fault: words,
  errorBody(refusal, { requestId, clientRequestId, origin, now }: WireContext) {
    const time = timestamp(now);
    const number = refusal.number ?? 90033;
    const trail = [`Trace ID: ${requestId}`, `Correlation ID: ${clientRequestId}`, `Timestamp: ${time}`];
    return {
      error: refusal.code,
      error_description: [`AADSTS${number}: ${refusal.message}`, ...trail].join('\r\n'),
      error_codes: [number],
      timestamp: time,
      trace_id: requestId,
      correlation_id: clientRequestId,
      error_uri: `${origin}/error?code=${number}`,
    };
  },
};
