// How alerts find each other: what sharing an entity counts for, how far apart it may be seen, and when it is too common to count.

import type { EvidenceKind } from './evidence.js';
import type { Severity } from './vocabulary.js';

/** What sharing an entity of a kind counts for. */
export interface KindWeight {
  /** At its rarest and nearest. */
  readonly weight: number;
  /** Milliseconds between two activities up to which it counts in full; `faded` of it beyond. */
  readonly reachMs: number;
  /** In how many otherwise unconnected groups of alerts it may occur and still count in full. */
  readonly tolerance: number;
  /** It says where or who, not what: between two alerts of little concern it counts in full for `minorReachMs` only. */
  readonly isContext: boolean;
}

export interface CorrelationSettings {
  /** Milliseconds between the activities of two alerts at most. */
  readonly windowMs: number;
  /** Kinds that are not named count nothing. */
  readonly kinds: Readonly<Partial<Record<EvidenceKind, KindWeight>>>;
  /** The least sum that links two alerts. */
  readonly threshold: number;
  /** What is left of a weight beyond its reach. */
  readonly faded: number;
  /** Milliseconds. */
  readonly minorReachMs: number;
  /** Alerts whose kind happens every day without meaning much. */
  readonly minor: readonly Severity[];
  /** How many alerts that share an entity are looked at on either side of a new one's time. */
  readonly neighbours: number;
  /** How many entities of a new alert are looked up, the weightiest first. */
  readonly mostEntities: number;
  /** An incident with so many alerts takes no more; the next one begins. */
  readonly mostAlerts: number;
  /** Milliseconds from the first to the last activity that one gathering spans at most. */
  readonly gatheringMs: number;
}

const hour = 3_600_000;
const day = 24 * hour;
const context = (weight: number, reachMs: number, tolerance: number): KindWeight => ({
  ...{ weight, reachMs, tolerance },
  isContext: true,
});
const thing = (weight: number, tolerance: number): KindWeight => ({
  ...{ weight, tolerance },
  reachMs: 7 * day,
  isContext: false,
});

export const defaultCorrelation: CorrelationSettings = {
  windowMs: 7 * day,
  kinds: {
    process: thing(1, Number.POSITIVE_INFINITY),
    analyzedMessage: thing(1, Number.POSITIVE_INFINITY),
    oauthApplication: thing(1, 10),
    file: thing(0.8, 8),
    url: thing(0.6, 8),
    registryValue: thing(0.6, 8),
    registryKey: thing(0.2, 8),
    user: context(0.7, 2 * day, 8),
    device: context(0.6, day, 12),
    mailbox: context(0.6, 2 * day, 8),
    ip: context(0.5, day, 5),
  },
  threshold: 0.6,
  faded: 0.4,
  minorReachMs: 2 * hour,
  minor: ['unknown', 'informational', 'low'],
  neighbours: 16,
  mostEntities: 50,
  mostAlerts: 150,
  gatheringMs: 31 * day,
};
