// What other floors may use of the terms.

export type { Acceptance, Acceptances, AcceptOptions } from './acceptances/create-acceptances.js';
export {
  type Admission,
  type AdmissionFacts,
  type AdmissionOptions,
  type Arrival,
  type AuthenticatedCall,
  createAdmission,
  governingQuotas,
} from './admission.js';
export type {
  Consent,
  ConsentMethod,
  ConsentOptions,
  ConsentPermission,
  ConsentRequest,
  ConsentSelection,
} from './consents/consent.js';
export type { ConsentNotice, NoticedPermission } from './consents/consent-notice.js';
export type { ConsentReceipt, IssuedReceipt, PlatformPlace } from './consents/consent-receipt.js';
export type { Consents } from './consents/create-consents.js';
export type { Control, ControlKind, Evidence, EvidenceContext } from './controls/control.js';
export { type ControlId, controlIds } from './controls/control-ids.js';
export { huntEvidence } from './controls/hunt-evidence.js';
export { controls } from './controls/index.js';
export { type ControlReport, isControlId, reportControl, reportControls } from './controls/report-controls.js';
export { createTerms, type Terms, type TermsOptions } from './create-terms.js';
export type { ClauseChange, DocumentComparison, TextChange } from './documents/compare-documents.js';
export type { PublishOptions, TermsDocuments } from './documents/create-terms-documents.js';
export { type DocumentFile, readClauses, readDocumentFile, readEffectiveDate } from './documents/read-document.js';
export type { AcceptanceRule, Clause, TermsDocument } from './documents/terms-document.js';
export {
  AdmissionError,
  type AdmittedRoute,
  type Gate,
  type GateName,
  type GateSettings,
  type IdentityClaim,
  type RefusalReason,
} from './gates/gate.js';
export { gates } from './gates/index.js';
export { auditPermission, huntScopeOf } from './hunt-scope-of.js';
export { QuotaExceededError } from './quota-exceeded-error.js';
export { seedSampleTerms } from './seed-sample-terms.js';
export { TermsError, type TermsErrorCode } from './terms-error.js';
