// The wire of Microsoft Graph under /v1.0 and /beta: error bodies, texts and headers of wire contract 4.

import {
  DetectionsError,
  IdentityError,
  type IdentityErrorCode,
  resources,
  retryAfterSeconds,
} from '@gamekeeper/platform';
import { Refusal } from '../http/refusal.js';
import { type AdmissionWording, admissionRefusal } from './admission-refusal.js';
import { type HuntStatusTable, huntRefusal } from './hunt-refusal.js';
import { caseRefusal } from './incidents/case-refusal.js';
import { refusalDetails } from './refusal-details.js';
import { type HttpFault, missingRolesText, overLimitHeaders, type Wire, type WireContext } from './wire.js';

const badQuery = { status: 400, code: 'BadRequest' };
const huntStatuses: HuntStatusTable = {
  syntax: badQuery,
  semantic: badQuery,
  unsupported: badQuery,
  timeout: { status: 504, code: 'GatewayTimeout' },
  limits: badQuery,
  'result-too-large': badQuery,
  cancelled: badQuery,
  'forbidden-table': { status: 403, code: 'Forbidden' },
  busy: { status: 503, code: 'ServiceUnavailable' },
  unavailable: { status: 503, code: 'ServiceUnavailable' },
  'external-data': badQuery,
};

const tokenTexts: Partial<Record<IdentityErrorCode, string>> = {
  'token-malformed': 'CompactToken parsing failed with error code: 80049217',
  'token-signature': 'Access token validation failure. Invalid signature.',
  'token-expired': 'Lifetime validation failed, the token is expired.',
  'token-audience': 'Access token validation failure. Invalid audience.',
};

type Faults = {
  readonly [K in HttpFault['kind']]: (fault: Extract<HttpFault, { kind: K }>, context: WireContext) => Refusal;
};
const faults: Faults = {
  'not-found': ({ path }) =>
    new Refusal({ status: 404, code: 'ResourceNotFound', message: `Resource not found for the path '${path}'.` }),
  'body-unreadable': () => new Refusal({ status: 400, code: 'BadRequest', message: 'Missing query.' }),
  'body-too-large': ({ limit }) =>
    new Refusal({ status: 413, code: 'BadRequest', message: `The body is larger than ${limit} bytes.` }),
  'bad-request': ({ detail }) => new Refusal({ status: 400, code: 'BadRequest', message: detail }),
  'roles-missing': ({ required, held }) =>
    new Refusal({ status: 403, code: 'Forbidden', message: missingRolesText(required, held) }),
  'token-missing': (_, context) => unauthenticated('Access token is empty.', context),
  'over-limit': ({ status, detail, retryAfterSeconds }) =>
    new Refusal({
      ...{ status, code: status === 503 ? 'ServiceUnavailable' : 'BadRequest', message: detail },
      headers: overLimitHeaders(retryAfterSeconds),
    }),
  internal: ({ cause }) => new Refusal({ status: 500, code: 'UnknownError', message: '', cause }),
};

function unauthenticated(message: string, { origin }: WireContext): Refusal {
  const authorize = `${origin}/common/oauth2/authorize`;
  return new Refusal({
    status: 401,
    code: 'InvalidAuthenticationToken',
    message,
    headers: {
      'www-authenticate': `Bearer realm="", authorization_uri="${authorize}", client_id="${resources.graph.applicationId}"`,
    },
  });
}

/** Rules: what is wrong with one is 400, a name that is taken 409. */
function ruleRefusal({ code, message }: DetectionsError): Refusal {
  if (code === 'rule-unknown') return new Refusal({ status: 404, code: 'NotFound', message });
  if (code === 'rule-exists' || code === 'rule-busy') return new Refusal({ status: 409, code: 'Conflict', message });
  return new Refusal({ status: 400, code: 'BadRequest', message });
}

const diagnostic = JSON.stringify({
  ServerInfo: { DataCenter: 'Local', Slice: 'E', Ring: '1', ScaleUnit: '001', RoleInstance: 'GAMEKEEPER' },
});

const admission: AdmissionWording = {
  codes: { 401: 'InvalidAuthenticationToken', 403: 'Forbidden', 429: 'TooManyRequests' },
  quotaSentence: ({ retryInMs }) =>
    `Too many requests. You can send requests again in ${retryAfterSeconds(retryInMs)} seconds.`,
};

/** Faulty query options have no code here (wire contract 4.4). */
const cases = { unknown: 'ResourceNotFound', invalid: 'BadRequest', option: '' };

export const graphWire: Wire = {
  name: 'graph',
  resources: ['graph'],
  contentType: 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
  errorContentType: 'application/json; charset=utf-8',
  headers: () => ({ 'odata-version': '4.0', 'x-ms-ags-diagnostic': diagnostic }),
  refuse(error, context) {
    if (error instanceof DetectionsError) return ruleRefusal(error);
    if (!(error instanceof IdentityError)) {
      return (
        admissionRefusal(error, context, admission) ?? caseRefusal(error, cases) ?? huntRefusal(error, huntStatuses)
      );
    }
    return unauthenticated(tokenTexts[error.code] ?? error.message, context);
  },
  fault: (fault, context) =>
    (faults[fault.kind] as (fault: HttpFault, context: WireContext) => Refusal)(fault, context),
  errorBody: (refusal, { requestId, clientRequestId, now }) => ({
    error: {
      code: refusal.code,
      message: refusal.message,
      ...refusalDetails(refusal),
      innerError: {
        date: new Date(now).toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId,
      },
    },
  }),
};
