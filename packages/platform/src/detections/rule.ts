// A detection rule as plain data: what it looks for, how often, and what becomes of the rows that it finds.

import type { Severity } from '../incidents/index.js';
import type { EntityMapping } from './entity-types.js';

/** What makes one alert of the rows of a run. */
export type Grouping =
  | { readonly by: 'row' }
  | { readonly by: 'run' }
  /** One for each combination of values in these columns. */
  | { readonly by: 'columns'; readonly columns: readonly string[] };

/** For how long what was alerted on is not alerted on again. */
export interface Suppression {
  /** Milliseconds of the rows' own time. */
  readonly forMs: number;
  /** The same entities, or anything that the rule finds. */
  readonly by: 'entities' | 'rule';
}

/** What is done beside the alert. */
export type RuleAction =
  /** The alert carries this tag. */
  | { readonly kind: 'tag'; readonly tag: string }
  /** The owner's webhook is told, signed and tried again (the outbox of notices). */
  | { readonly kind: 'webhook'; readonly ownerId: string }
  /** A mail is sent; only where the platform has a mail server. */
  | { readonly kind: 'mail'; readonly to: string };

/** How many rows a run must find for an alert. */
export interface Threshold {
  readonly operator: 'gt' | 'lt' | 'eq' | 'ne';
  readonly rows: number;
}

/**
 * A rule of one tenant, without what its runs remember. Durations are milliseconds.
 * @example
 * const { rule } = readRule(await readFile('encoded-command.yaml', 'utf8'));
 */
export interface DetectionRule {
  /** Letters, digits, `-` and `_`; 100 at most. */
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly isEnabled: boolean;
  /** KQL. Its answer has `Timestamp` or `TimeGenerated`. */
  readonly query: string;
  /** From one window to the next; a minute for a rule that runs continuously. */
  readonly frequencyMs: number;
  /** How far back a window reaches; at least its frequency. What comes later than that is late data that no run sees. */
  readonly lookbackMs: number;
  readonly severity: Severity;
  /** MITRE tactics in words without spaces: `InitialAccess`. */
  readonly tactics: readonly string[];
  /** `T1059`, `T1059.001`. */
  readonly techniques: readonly string[];
  readonly recommendedActions?: string;
  readonly threshold: Threshold;
  /** Which columns name which entities; by the names that hunting columns have where it is empty. */
  readonly entityMappings: readonly EntityMapping[];
  /** Name of the detail to the column that has it. */
  readonly customDetails: Readonly<Record<string, string>>;
  /** Texts with `{{Column}}`, and columns, that take the place of the rule's own for an alert. */
  readonly alertDetails: {
    readonly title?: string;
    readonly description?: string;
    readonly severityColumn?: string;
    readonly tacticsColumn?: string;
  };
  readonly grouping: Grouping;
  readonly suppression: Suppression | null;
  readonly actions: readonly RuleAction[];
  /** What the rule is known not to see, in words. */
  readonly misses?: string;
  readonly version?: string;
}

/** Alerts that one run raises at most; the others wait for the next run, and the run says how many. */
export const maxAlertsPerRun = 150;

/** The frequency of a rule that runs continuously, in milliseconds. */
export const continuousMs = 60_000;

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
export const shortestFrequencyMs = continuousMs;
export const longestFrequencyMs = 14 * day;
export const longestLookbackMs = 30 * day;

/**
 * How far back a rule looks that does not say so (wire contract §6.2): 30 days where it runs daily or less often, 48 hours at
 * 12, otherwise four times its frequency; an hour, for late data, where it runs continuously.
 * @example defaultLookbackMs(3_600_000) → 14_400_000
 */
export function defaultLookbackMs(frequencyMs: number): number {
  if (frequencyMs <= continuousMs) return 60 * minute;
  if (frequencyMs >= day) return longestLookbackMs;
  return Math.max(
    frequencyMs,
    4 * frequencyMs > 2 * day ? 2 * day : 4 * frequencyMs,
    frequencyMs < 15 * minute ? hour : 0,
  );
}
