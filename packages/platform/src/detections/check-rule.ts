// Whether a rule can run: its query compiles within a scope, and its answer has the columns that the rule needs.

import type { HuntScope } from '../hunting/hunt-scope.js';
import { HuntError, type HuntingService } from '../hunting/hunting-service.js';
import { missingColumns } from './build-alerts.js';
import { DetectionsError, type RuleFault } from './detections-error.js';
import { timeColumnOf } from './rows.js';
import type { DetectionRule } from './rule.js';

/** What is known of a rule that can run. */
export interface CheckedRule {
  readonly columns: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * @throws DetectionsError `rule-cannot-run` that names the line of the query, or the columns that are missing
 * @example await checkRule(hunting, rule, wholeNamespace(null))
 */
export async function checkRule(
  hunting: Pick<HuntingService, 'plan'>,
  rule: DetectionRule,
  scope: HuntScope,
): Promise<CheckedRule> {
  const { columns, warnings } = await hunting
    .plan({ query: rule.query, caller: null, scope, oneTable: true })
    .catch((error: unknown) => {
      throw error instanceof HuntError && isOfQuery(error) ? refusedQuery(rule, error) : error;
    });
  const names = columns.map(({ name }) => name);
  const found = names.length === 0 ? 'no column' : names.slice(0, 40).join(', ');
  const faults: RuleFault[] = missingColumns(rule, names).map(({ field, column }) => ({
    ...{ field, expected: `the column ${column} in the query's answer`, found },
  }));
  if (timeColumnOf(names) === undefined)
    faults.unshift({ field: 'query', expected: 'Timestamp or TimeGenerated in its answer', found });
  if (faults.length === 0) return { columns: names, warnings };
  const list = faults.slice(0, 20).map(({ field, expected }) => `${field}: expected ${expected}`);
  const message = `the rule '${rule.displayName}' cannot run: ${list.join('; ')}; found ${found}`;
  throw new DetectionsError('rule-cannot-run', message, faults);
}

/** The query is at fault, not the machinery that would run it. */
export const isOfQuery = ({ code }: HuntError): boolean => !['busy', 'cancelled', 'unavailable'].includes(code);

function refusedQuery({ displayName }: DetectionRule, error: HuntError): DetectionsError {
  const place = error.line === undefined ? '' : `, line ${error.line}, column ${error.column}`;
  const fault = {
    ...{ field: 'query', expected: 'a query that runs', found: error.message },
    ...(error.line !== undefined && { line: error.line }),
  };
  const message = `the rule '${displayName}' cannot run: query${place}: ${error.message}`;
  return new DetectionsError('rule-cannot-run', message, [fault], { cause: error });
}
