// What the endpoints work with; the composition root puts it together.

import type { Engine } from '@gamekeeper/lake';
import type {
  Admission,
  AuditTrail,
  BlockList,
  Clock,
  Countries,
  Detections,
  EventLog,
  EvidenceContext,
  HuntingService,
  HuntLanguage,
  HuntLibrary,
  Identity,
  Incidents,
  OwnProfiles,
  Quotas,
  SignIn,
  SignInThrottle,
  SteadyClock,
  TenantNamespaces,
  Terms,
} from '@gamekeeper/platform';
import type { OutsideProvider } from '../oauth/outside-provider.js';
import type { TestingControls } from '../testing-controls/create-testing-controls.js';

export interface Services {
  readonly identity: Identity;
  readonly terms: Terms;
  /** For the evidence of the controls. */
  readonly evidence: EvidenceContext;
  /** The trail of changes. */
  readonly events: EventLog;
  readonly signIn: SignIn;
  /** Slows down guessing at the secrets of clients. */
  readonly clientThrottle: SignInThrottle;
  /** Where people sign in besides here; none, no button. */
  readonly outsideProvider?: OutsideProvider;
  readonly admission: Admission;
  readonly quotas: Quotas;
  /** The operator's own quota profiles. */
  readonly ownProfiles: OwnProfiles;
  readonly audit: AuditTrail;
  readonly blockList: BlockList;
  readonly countries: Countries;
  readonly hunting: HuntingService;
  /** Answers the editors of queries. */
  readonly language: HuntLanguage;
  /** What tenants keep for their hunts. */
  readonly library: HuntLibrary;
  /** Incidents and alerts of all tenants. */
  readonly incidents: Incidents;
  /** Detection rules. */
  readonly detections: Detections;
  /** Whose tables a caller's events and hunts mean. */
  readonly namespaces: TenantNamespaces;
  /** Takes events in and tells what is stored. */
  readonly engine: Pick<Engine, 'append' | 'statistics'>;
  /** NDJSON file that records which could not be stored are added to; none keeps them in the answer only. */
  readonly rejectFile?: string;
  readonly testing: TestingControls;
  readonly clock: Clock;
  readonly steady: SteadyClock;
}
