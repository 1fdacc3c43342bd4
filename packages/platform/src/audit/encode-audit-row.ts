// An audit row as a line of the journal, which is the row of ApiAuditEvents as the lake takes it.

import { createHash } from 'node:crypto';
import { ticksFromMilliseconds } from '@gamekeeper/kql';
import { stringifyJson } from '@gamekeeper/lake';
import type { AuditRow } from './audit-row.js';

const TEXT_LENGTH = 1_024;
const QUERY_LENGTH = 8_192;
const LIST_LENGTH = 256;
const FIRST_MOMENT = Date.UTC(2000, 0, 1);
const LAST_MOMENT = Date.UTC(9999, 11, 31);

/**
 * The line, without its end. Whatever a row holds, the line fits the table: text is cut and well formed, numbers are within
 * the range of their columns or left out.
 * @example encodeAuditRow(row, 'node-1') // {"Timestamp":639…,"RequestId":"…",…}
 */
export function encodeAuditRow(row: AuditRow, nodeId: string): string {
  const { hunt } = row;
  const values = {
    RequestId: text(row.requestId),
    ClientRequestId: text(row.clientRequestId),
    TenantId: text(row.tenantId),
    TenantKind: text(row.tenantKind),
    OwnerId: text(row.ownerId),
    ApplicationId: text(row.applicationId),
    ApplicationName: text(row.applicationName),
    CredentialId: text(row.credentialId),
    TokenId: text(row.tokenId),
    UserId: text(row.userId),
    IPAddress: text(row.ipAddress),
    Country: text(row.country),
    UserAgent: text(row.userAgent),
    Method: text(row.method),
    Origin: text(row.origin),
    Route: text(row.route),
    Path: text(row.path),
    Wire: text(row.wire),
    Permission: text(row.permission),
    Roles: row.roles.length > 0 ? list(row.roles) : undefined,
    Quota: text(row.quota),
    QuotaProfile: text(row.quotaProfile),
    Gate: text(row.gate),
    Reason: text(row.reason),
    StatusCode: whole(row.statusCode, 2 ** 31 - 1),
    RequestBytes: whole(row.requestBytes),
    ResponseBytes: whole(row.responseBytes),
    Rows: whole(hunt?.rows),
    Truncated: hunt?.truncated ?? undefined,
    DurationMs: real(row.durationMs),
    RunningTimeMs: real(hunt?.runningTimeMs),
    PeakMemoryBytes: whole(hunt?.peakMemoryBytes),
    Query: text(hunt?.query, QUERY_LENGTH),
    QueryHash: hunt ? createHash('sha256').update(hunt.query).digest('hex') : undefined,
    Tables: hunt?.tables ? list(hunt.tables) : undefined,
    TermsVersion: text(row.termsVersion),
    Agreement: text(row.agreement),
    Consents: row.consents.length > 0 ? list(row.consents) : undefined,
    NodeId: text(nodeId),
    AdditionalFields: row.additionalFields ? bag(row.additionalFields) : undefined,
  };
  return `{"Timestamp":${ticksFromMilliseconds(moment(row.at))},${stringifyJson(values).slice(1)}`;
}

/** Undefined, and with it left out of the row, where there is none: the lake stores that as ''. */
const text = (value: string | null | undefined, length = TEXT_LENGTH): string | undefined =>
  value ? (value.length > length ? value.slice(0, length) : value) : undefined;

const real = (value: number | null | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

function whole(value: number | null | undefined, most = Number.MAX_SAFE_INTEGER): number | undefined {
  const finite = real(value);
  return finite === undefined ? undefined : Math.max(-most, Math.min(most, Math.round(finite)));
}

/** A dynamic is JSON text in a string. */
const list = (values: readonly string[]): string =>
  stringifyJson(values.slice(0, LIST_LENGTH).map((value) => text(value) ?? ''));

const bag = (fields: NonNullable<AuditRow['additionalFields']>): string =>
  stringifyJson(
    Object.fromEntries(
      Object.entries(fields)
        .slice(0, LIST_LENGTH)
        .map(([name, value]) => [text(name) ?? '', typeof value === 'string' ? (text(value) ?? '') : value]),
    ),
  );

const moment = (at: number): number => Math.max(FIRST_MOMENT, Math.min(LAST_MOMENT, Number.isFinite(at) ? at : 0));
