// What other floors and areas need of the audit.

export type { AuditedHunt, AuditRow } from './audit-row.js';
export { auditRowFilters } from './audit-row-filters.js';
export {
  type AuditTrail,
  type AuditTrailOptions,
  type AuditTrailStatus,
  createAuditTrail,
} from './create-audit-trail.js';
