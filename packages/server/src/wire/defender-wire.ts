// The wire of the Defender APIs under /api: error bodies, texts and headers of wire contract 2.

import { IdentityError } from '@gamekeeper/platform';
import { Refusal } from '../http/refusal.js';
import { type AdmissionWording, admissionRefusal, defenderQuotaSentence } from './admission-refusal.js';
import { type HuntStatusTable, huntRefusal } from './hunt-refusal.js';
import { caseRefusal } from './incidents/case-refusal.js';
import { refusalDetails } from './refusal-details.js';
import { type HttpFault, missingRolesText, overLimitHeaders, type Wire, type WireContext } from './wire.js';

const badQuery = { status: 400, code: 'BadRequest' };
const huntStatuses: HuntStatusTable = {
  syntax: badQuery,
  semantic: badQuery,
  unsupported: badQuery,
  timeout: badQuery,
  limits: badQuery,
  'result-too-large': badQuery,
  cancelled: badQuery,
  'forbidden-table': { status: 403, code: 'Forbidden' },
  busy: { status: 503, code: 'ServiceUnavailable' },
  unavailable: { status: 503, code: 'ServiceUnavailable' },
  'external-data': badQuery,
};

const faults: { readonly [K in HttpFault['kind']]: (fault: Extract<HttpFault, { kind: K }>) => Refusal } = {
  'not-found': ({ path }) => new Refusal({ status: 404, code: 'NotFound', message: `Nothing is served at ${path}.` }),
  'body-unreadable': () => new Refusal({ status: 400, code: 'InvalidRequestBody', message: 'Missing query.' }),
  'body-too-large': ({ limit }) =>
    new Refusal({ status: 413, code: 'InvalidRequestBody', message: `The body is larger than ${limit} bytes.` }),
  'bad-request': ({ detail }) => new Refusal({ status: 400, code: 'BadRequest', message: detail }),
  'roles-missing': ({ required, held }) =>
    new Refusal({ status: 403, code: 'Forbidden', message: missingRolesText(required, held) }),
  'token-missing': () => unauthorized('no access token was sent'),
  'over-limit': ({ status, detail, retryAfterSeconds }) =>
    new Refusal({
      ...{ status, code: status === 503 ? 'ServiceUnavailable' : 'BadRequest', message: detail },
      headers: overLimitHeaders(retryAfterSeconds),
    }),
  internal: ({ cause }) => new Refusal({ status: 500, code: 'InternalServerError', message: '', cause }),
};

function unauthorized(reason: string): Refusal {
  return new Refusal({
    status: 401,
    code: 'Unauthorized',
    message: `Unauthorized request - reason of failure: ${reason}`,
    headers: { 'www-authenticate': 'Bearer' },
  });
}

const admission: AdmissionWording = {
  codes: { 401: 'Unauthorized', 403: 'Forbidden', 429: '429' },
  sentence: (status, message) => (status === 401 ? `Unauthorized request - reason of failure: ${message}` : message),
  quotaSentence: defenderQuotaSentence,
};

const cases = { unknown: 'ResourceNotFound', invalid: 'InvalidInput', option: 'ODataError' };

export const defenderWire: Wire = {
  name: 'defender',
  resources: ['defender-xdr', 'defender-endpoint'],
  contentType: 'application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8',
  errorContentType: 'application/json; charset=utf-8',
  headers: () => ({ 'odata-version': '4.0' }),
  refuse: (error, context) =>
    error instanceof IdentityError
      ? unauthorized(error.message)
      : (admissionRefusal(error, context, admission) ?? caseRefusal(error, cases) ?? huntRefusal(error, huntStatuses)),
  fault: (fault) => (faults[fault.kind] as (fault: HttpFault) => Refusal)(fault),
  errorBody: (refusal, { requestId }: WireContext) => ({
    error: {
      code: refusal.code,
      message: refusal.message,
      target: refusal.target ?? requestId,
      ...refusalDetails(refusal),
    },
  }),
};
