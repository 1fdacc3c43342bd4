// When a rule runs and at what it looks: plain arithmetic over its frequency, so that every node finds the same windows.

import type { RuleWindow } from './build-alerts.js';
import { DetectionsError } from './detections-error.js';
import type { DetectionRule } from './rule.js';

type Schedule = Pick<DetectionRule, 'frequencyMs' | 'lookbackMs'>;

/** Windows that one backfill looks at, at most. */
export const maxWindows = 10_000;

/** What a run looks at whose window ends then. */
export const windowEnding = ({ lookbackMs }: Schedule, end: number): RuleWindow => ({
  from: end - lookbackMs,
  to: end,
});

/**
 * The end of the latest window that is over. Windows end at multiples of the frequency since the Unix epoch.
 * @example latestWindowEnd({ frequencyMs: 3_600_000, lookbackMs: 3_600_000 }, Date.parse('2026-01-01T10:20Z')) → 10:00
 */
export const latestWindowEnd = ({ frequencyMs }: Schedule, now: number): number =>
  Math.floor(now / frequencyMs) * frequencyMs;

/**
 * The window after one that was run. A rule that fell behind goes on in steps of its look-back, so that it catches up soon and
 * still looks at every moment.
 */
export function windowEndAfter(rule: Schedule, end: number, now: number): number {
  const { frequencyMs, lookbackMs } = rule;
  const next = end + frequencyMs;
  const latest = latestWindowEnd(rule, now);
  if (latest <= next) return next;
  const step = Math.floor(lookbackMs / frequencyMs) * frequencyMs;
  return Math.min(latest, end + step);
}

/**
 * The ends of windows that together look at everything from `from` to `to`.
 * @throws DetectionsError `range-invalid` for an empty range, or one of more than 10,000 windows
 */
export function windowEndsOver(rule: Schedule, from: number, to: number): readonly number[] {
  const { frequencyMs, lookbackMs } = rule;
  if (!(from < to)) throw new DetectionsError('range-invalid', 'range: expected its end after its beginning');
  const last = Math.ceil(to / frequencyMs) * frequencyMs;
  const step = Math.floor(lookbackMs / frequencyMs) * frequencyMs;
  if ((last - from) / step > maxWindows) {
    const found = Math.ceil((last - from) / step);
    throw new DetectionsError('range-invalid', `range: expected at most ${maxWindows} windows, found ${found}`);
  }
  const ends: number[] = [];
  let end = Math.floor((from + lookbackMs) / frequencyMs) * frequencyMs;
  for (; end < last; end += step) ends.push(end);
  return [...ends, last];
}
