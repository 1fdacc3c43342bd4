// Words what incidents, alerts and query options refuse, on both wires (wire contract 2.9, 4.4, 4.8).

import { IncidentsError, type IncidentsErrorCode } from '@gamekeeper/platform';
import { Refusal } from '../../http/refusal.js';
import { ODataError } from '../odata/odata-error.js';

/** Codes by which a wire tells them. */
export type CaseWording = Readonly<Record<'unknown' | 'invalid' | 'option', string>>;

const isUnknown: Readonly<Record<IncidentsErrorCode, boolean>> = {
  'incident-unknown': true,
  'alert-unknown': true,
  'change-invalid': false,
};

/** Undefined for anything else. */
export function caseRefusal(error: unknown, codes: CaseWording): Refusal | undefined {
  if (error instanceof ODataError)
    return new Refusal({ status: 400, code: codes.option, message: error.message, reason: 'odata-invalid' });
  if (!(error instanceof IncidentsError)) return undefined;
  const facts = { message: error.message, reason: error.code };
  return isUnknown[error.code]
    ? new Refusal({ status: 404, code: codes.unknown, ...facts })
    : new Refusal({ status: 400, code: codes.invalid, ...facts });
}
