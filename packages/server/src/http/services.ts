// What the endpoints work with; the composition root puts it together.

import type { Engine } from '@gamekeeper/lake';
import type { Clock, EventLog, HuntingService, Identity, TenantNamespaces, Terms } from '@gamekeeper/platform';

export interface Services {
  readonly identity: Identity;
  readonly terms: Terms;
  /** The trail of changes. */
  readonly events: EventLog;
  readonly hunting: HuntingService;
  /** Whose tables a caller's events and hunts mean. */
  readonly namespaces: TenantNamespaces;
  /** Takes events in and tells what is stored. */
  readonly engine: Pick<Engine, 'append' | 'statistics'>;
  /** NDJSON file that records which could not be stored are added to; none keeps them in the answer only. */
  readonly rejectFile?: string;
  readonly clock: Clock;
}
