// One look of a rule at a window: its query run as of the window's end, its rows read within bounds.

import { ticksFromMilliseconds } from '@gamekeeper/kql';
import type { HuntScope } from '../hunting/hunt-scope.js';
import type { HuntingService } from '../hunting/hunting-service.js';
import { type RuleWindow, type SeenRow, seeRows } from './build-alerts.js';
import { type FoundRow, foundRow } from './rows.js';
import type { DetectionRule } from './rule.js';

/** Rows that one run reads at most. */
export const maxRowsPerRun = 10_000;

/** What a rule found. */
export interface Look {
  readonly columns: readonly string[];
  readonly rows: readonly FoundRow[];
  /** Those that may be alerted on. */
  readonly seen: readonly SeenRow[];
  /** There were more rows than a run reads. */
  readonly isCut: boolean;
  readonly warnings: readonly string[];
}

/**
 * @throws HuntError when the query is refused or stopped
 * @example await lookAt(hunting, rule, scope, { from: end - rule.lookbackMs, to: end })
 */
export async function lookAt(
  hunting: Pick<HuntingService, 'hunt'>,
  rule: DetectionRule,
  scope: HuntScope,
  window: RuleWindow,
  signal?: AbortSignal,
): Promise<Look> {
  const answer = await hunting.hunt({
    ...{ query: rule.query, caller: null, scope, oneTable: true, at: window.to },
    timespan: { from: ticksFromMilliseconds(window.from), to: ticksFromMilliseconds(window.to) },
    ...(signal && { signal }),
  });
  const columns = answer.columns.map(({ name }) => name);
  const rows: FoundRow[] = [];
  let isCut = false;
  const decoder = new TextDecoder();
  for await (const chunk of answer.rows) {
    const lines = decoder
      .decode(chunk)
      .split('\n')
      .filter((line) => line !== '');
    isCut = rows.length + lines.length > maxRowsPerRun;
    for (const line of lines.slice(0, maxRowsPerRun - rows.length)) rows.push(foundRow(columns, line));
    if (isCut) break;
  }
  return { columns, rows, seen: seeRows(rule, columns, rows, window), isCut, warnings: answer.warnings };
}
