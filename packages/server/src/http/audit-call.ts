// Writes a call's row into the audit table before its last byte is sent (REG-5): what a client has seen answered is on record.

import { Readable } from 'node:stream';
import type { AuditedHunt, AuditRow, AuditTrail, SteadyClock } from '@gamekeeper/platform';
import type { FastifyRequest } from 'fastify';
import type { CallRecord } from './call-record.js';
import { pathOf } from './call-records.js';
import { routeName } from './define-route.js';
import { forgedHeadersOf } from './forwarded-headers.js';

export interface CallAuditor {
  /** Writes the row of a call whose body is this text. */
  text(record: CallRecord, status: number, body: string): void;
  /** The body as it streams; the row is written at its end, or when the client leaves or the answer fails. */
  stream(record: CallRecord, status: number, body: Readable): Readable;
}

/** Status in the row of an answer that broke off. */
export const brokenOff = 499;

export function createCallAuditor(options: {
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly steady: SteadyClock;
}): CallAuditor {
  const { audit, steady } = options;

  function write(record: CallRecord, status: number, hunt: AuditedHunt | null): void {
    if (record.isAudited) return;
    record.isAudited = true;
    audit.record(toRow(record, status, steady() - record.startedAt, hunt));
  }

  async function* counted(record: CallRecord, status: number, body: Readable): AsyncGenerator<Uint8Array> {
    let isWhole = false;
    try {
      // The last part waits for the row.
      let held: Uint8Array | null = null;
      for await (const part of body) {
        if (held !== null) yield held;
        held = part;
        record.responseBytes += part.byteLength;
      }
      isWhole = true;
      write(record, status, await huntOf(record));
      if (held !== null) yield held;
    } finally {
      if (!isWhole) write(record, brokenOff, await huntOf(record));
    }
  }

  return {
    text(record, status, body) {
      record.responseBytes = Buffer.byteLength(body);
      const { hunt } = record;
      write(record, status, hunt === null ? null : refusedHunt(hunt));
    },
    stream: (record, status, body) => Readable.from(counted(record, status, body), { objectMode: false }),
  };
}

async function huntOf({ hunt }: CallRecord): Promise<AuditedHunt | null> {
  if (hunt === null) return null;
  if (hunt.answer === null) return refusedHunt(hunt);
  const { rows, truncated, elapsedMs, peakMemoryBytes } = await hunt.answer.cost;
  const { query, answer } = hunt;
  return { query, tables: answer.tables, rows, truncated, runningTimeMs: elapsedMs, peakMemoryBytes };
}

function refusedHunt({ query, refusedAt }: NonNullable<CallRecord['hunt']>): AuditedHunt {
  return {
    ...{ query, tables: null, rows: null, truncated: null },
    runningTimeMs: refusedAt?.elapsedMs ?? null,
    peakMemoryBytes: refusedAt?.peakMemoryBytes ?? null,
  };
}

function toRow(record: CallRecord, statusCode: number, durationMs: number, hunt: AuditedHunt | null): AuditRow {
  const { context, request, route, caller, permissions, facts } = record;
  const { standing, agreement } = facts;
  const forged = forgedHeadersOf(request);
  return {
    at: context.now,
    requestId: context.requestId,
    clientRequestId: context.clientRequestId,
    tenantId: caller?.tenantId ?? record.claimant?.tenantId ?? null,
    tenantKind: standing?.tenant.kind ?? null,
    ownerId: standing?.owner.id ?? null,
    applicationId: caller?.applicationId ?? record.claimant?.applicationId ?? null,
    applicationName: standing?.application.displayName ?? null,
    credentialId: caller?.credentialId ?? record.claimant?.credentialId ?? null,
    tokenId: caller?.tokenId ?? null,
    userId: caller?.userId ?? null,
    roles: caller?.roles ?? [],
    ipAddress: request.ip,
    country: record.country,
    userAgent: header(request, 'user-agent'),
    method: request.method,
    origin: context.origin,
    route: route === null ? null : routeName(route),
    path: pathOf(request),
    wire: record.wire,
    permission: permissions[0] ?? null,
    quota: route === null || route.quota === 'none' ? null : route.quota,
    quotaProfile: facts.quotaProfile ?? null,
    gate: record.gate,
    reason: record.reason,
    statusCode,
    requestBytes: Number(header(request, 'content-length') ?? 0) || 0,
    responseBytes: record.responseBytes,
    durationMs,
    hunt,
    termsVersion: facts.terms ?? null,
    agreement: agreement?.id ?? null,
    consents:
      standing?.consented.filter(({ permission }) => permissions.includes(permission)).map(({ id }) => id) ?? [],
    additionalFields: additionalFieldsOf(forged, record.fault),
  };
}

/** What has no column of its own; null where there is nothing. */
function additionalFieldsOf(forged: readonly string[], fault: string | null): AuditRow['additionalFields'] {
  if (forged.length === 0 && fault === null) return null;
  return { ...(forged.length > 0 && { forgedHeaders: forged.join(' ') }), ...(fault !== null && { fault }) };
}

function header({ headers }: FastifyRequest, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}
