// Words failed hunts; both hunting wires use the same sentences (wire contract 3.1, 4.3, 8) and differ in status and code.

import { HuntError, type HuntErrorCode } from '@gamekeeper/platform';
import { Refusal, type RefusalPlace } from '../http/refusal.js';

/** Status and code by which a wire tells a failure. */
export type HuntStatusTable = Readonly<Record<HuntErrorCode, { readonly status: number; readonly code: string }>>;

const limitsText =
  'Query execution has exceeded the allowed limits. The query execution was preempted. This could possibly be due to ' +
  'high CPU and/or memory resource consumption. Optimize your query by following best practices and try again.';
const sizeText =
  'Query execution has exceeded the allowed result size. Optimize your query by limiting the number of results and try again';

const texts: Readonly<Record<HuntErrorCode, (message: string, place: RefusalPlace | undefined) => string>> = {
  syntax: (message) => `${message}. Fix syntax errors in your query.`,
  semantic: (message) => `${message}. Fix semantic errors in your query.`,
  unsupported: (message, place) =>
    place === undefined ? message : `${message} [line:position=${place.line}:${place.column}]`,
  timeout: () => 'Query exceeded the timeout period.',
  limits: () => limitsText,
  'result-too-large': () => sizeText,
  cancelled: () => 'The query was cancelled.',
  'forbidden-table': (message) => `${message}.`,
  busy: () => 'Too many queries are waiting. Please try again in a few minutes.',
  'external-data': (message, place) =>
    place === undefined ? message : `${message} [line:position=${place.line}:${place.column}]`,
  unavailable: () => 'The query engine is not available. Please try again in a few minutes.',
};

export function huntRefusal(error: unknown, statuses: HuntStatusTable): Refusal | undefined {
  if (!(error instanceof HuntError)) return undefined;
  const { line, column } = error;
  const place = line === undefined || column === undefined ? undefined : { line, column };
  const message = texts[error.code](error.message, place);
  return new Refusal({ ...statuses[error.code], message, cause: error, ...(place && { place }) });
}
