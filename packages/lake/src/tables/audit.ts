// What the platform itself writes down, column by column, in the order a query returns them: one row a call.

import { defineTable } from './define-table.js';

/** A row for every call, admitted or refused; `auditColumns` describes the columns. Only the platform writes here. */
export const ApiAuditEvents = defineTable(
  'ApiAuditEvents',
  `
  Timestamp:datetime, RequestId:string, ClientRequestId:string, TenantId:string, TenantKind:string, OwnerId:string,
  ApplicationId:string, ApplicationName:string, CredentialId:string, TokenId:string, UserId:string, IPAddress:string,
  Country:string, UserAgent:string, Method:string, Origin:string, Route:string, Path:string, Wire:string,
  Permission:string, Roles:dynamic, Quota:string, QuotaProfile:string, Gate:string, Reason:string, StatusCode:int,
  RequestBytes:long, ResponseBytes:long, Rows:long, Truncated:bool, DurationMs:real, RunningTimeMs:real,
  PeakMemoryBytes:long, Query:string, QueryHash:string, Tables:dynamic, TermsVersion:string, Agreement:string,
  Consents:dynamic, NodeId:string, AdditionalFields:dynamic
`,
);
