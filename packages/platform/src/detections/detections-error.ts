// What the detections refuse.

/** Codes of `DetectionsError`; a retired code is never reused. */
export type DetectionsErrorCode =
  | 'rule-invalid'
  | 'rule-unknown'
  /** Its query does not compile, or lacks a column that the rule needs. */
  | 'rule-cannot-run'
  | 'rule-exists'
  /** It is being run. */
  | 'rule-busy'
  | 'action-unavailable'
  | 'range-invalid';

/** What is wrong in a rule, and where. */
export interface RuleFault {
  /** `queryFrequency`, `entityMappings[0].entityType`, … */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  /** Line of the file or, where the query is at fault, of the query; counted from 1. */
  readonly line?: number;
}

/** A refusal; `message` is fit to be shown to the caller. */
export class DetectionsError extends Error {
  override readonly name = 'DetectionsError';
  constructor(
    readonly code: DetectionsErrorCode,
    message: string,
    readonly faults: readonly RuleFault[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The refusal of a rule with everything that is wrong in it. */
export function invalidRule(what: string, faults: readonly RuleFault[]): DetectionsError {
  const list = faults.map(
    ({ field, expected, found, line }) =>
      `${line === undefined ? '' : `line ${line}, `}${field}: expected ${expected}, found ${found}`,
  );
  return new DetectionsError('rule-invalid', `${what}: ${list.join('; ')}`, faults);
}
