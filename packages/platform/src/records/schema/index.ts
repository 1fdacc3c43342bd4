// The state's tables as Kysely sees them; `migrations/` creates them. All times are milliseconds since the Unix epoch.

import type {
  DetectionErrandTable,
  DetectionRowTable,
  DetectionRuleTable,
  DetectionRunTable,
  LakeAlertMarkTable,
} from './detections.js';
import type { EventTable } from './events.js';
import type { SavedHuntTable, StoredFunctionTable } from './hunt-library.js';
import type {
  ApplicationTable,
  CredentialTable,
  OwnerTable,
  PermissionGrantTable,
  PersonTable,
  SigningKeyTable,
  TenantTable,
  UsedAssertionTable,
} from './identity.js';
import type { AlertEvidenceTable, AlertTable, CaseCommentTable, CaseHistoryTable, IncidentTable } from './incidents.js';
import type { NoticeTable } from './notices.js';
import type { QuotaProfileTable, QuotaStateTable } from './quotas.js';
import type {
  AuthorizationCodeTable,
  DeviceCodeTable,
  InvitationTable,
  RefreshTokenTable,
  SessionTable,
  TokenFamilyTable,
} from './sign-in.js';
import type {
  AcceptanceTable,
  AgreementTable,
  BlockTable,
  ConsentTable,
  EntitlementTable,
  LabelTable,
  LicenceTable,
  TableGrantTable,
  TermsDocumentTable,
} from './terms.js';

/** All tables of the state. */
export interface RecordsSchema {
  tenant: TenantTable;
  owner: OwnerTable;
  person: PersonTable;
  application: ApplicationTable;
  credential: CredentialTable;
  permission_grant: PermissionGrantTable;
  signing_key: SigningKeyTable;
  used_assertion: UsedAssertionTable;
  event: EventTable;
  licence: LicenceTable;
  consent: ConsentTable;
  table_grant: TableGrantTable;
  entitlement: EntitlementTable;
  terms_document: TermsDocumentTable;
  acceptance: AcceptanceTable;
  agreement: AgreementTable;
  block: BlockTable;
  label: LabelTable;
  session: SessionTable;
  token_family: TokenFamilyTable;
  authorization_code: AuthorizationCodeTable;
  refresh_token: RefreshTokenTable;
  device_code: DeviceCodeTable;
  invitation: InvitationTable;
  quota_profile: QuotaProfileTable;
  quota_state: QuotaStateTable;
  notice: NoticeTable;
  stored_function: StoredFunctionTable;
  saved_hunt: SavedHuntTable;
  incident: IncidentTable;
  alert: AlertTable;
  alert_evidence: AlertEvidenceTable;
  case_comment: CaseCommentTable;
  case_history: CaseHistoryTable;
  detection_rule: DetectionRuleTable;
  detection_run: DetectionRunTable;
  detection_row: DetectionRowTable;
  detection_errand: DetectionErrandTable;
  lake_alert_mark: LakeAlertMarkTable;
}

export type { PartyState } from './identity.js';
