// A row of ApiAuditEvents as Defender's own GraphAPIAuditEvents shows a call.

import { stringifyJson } from '@gamekeeper/lake';

/** A line of the journal once parsed; what has no value is missing. */
export interface StoredAuditRow {
  readonly TenantId?: string;
  readonly ApplicationId?: string;
  readonly RequestId?: string;
  readonly ClientRequestId?: string;
  readonly UserId?: string;
  readonly TokenId?: string;
  readonly IPAddress?: string;
  readonly Method?: string;
  readonly Origin?: string;
  readonly Path?: string;
  readonly Roles?: string;
  readonly StatusCode?: number;
  readonly DurationMs?: number;
  readonly ResponseBytes?: number;
  readonly NodeId?: string;
}

/**
 * The row as the lake takes it, or null for a call whose tenant or application is not known, which the vendor's table does
 * not show. Four of its columns have no value here: IdentityProvider and ServicePrincipalId (the call carries neither),
 * TargetWorkload (nothing stands behind the platform), ApiVersion where the path has none. OperationId and ReportId are the
 * request's id (there are no batches), Location is the node, SourceSystem is `Gamekeeper`, which tells these rows from
 * imported ones.
 * @param ticks the call's Timestamp, as decimal digits
 * @example graphAuditRow('639040752000000000', { TenantId: 't', ApplicationId: 'a', RequestId: 'r' })
 */
export function graphAuditRow(ticks: string, row: StoredAuditRow): string | null {
  const { TenantId, ApplicationId, RequestId, UserId, Path = '' } = row;
  if (!TenantId || !ApplicationId) return null;
  const values = {
    ApiVersion: /^\/(v1\.0|beta)(?:\/|$)/.exec(Path)?.[1],
    ApplicationId,
    ClientRequestId: row.ClientRequestId ?? RequestId,
    OperationId: RequestId,
    AccountObjectId: UserId,
    Location: row.NodeId,
    RequestDuration: row.DurationMs === undefined ? undefined : String(Math.round(row.DurationMs)),
    RequestMethod: row.Method,
    ResponseStatusCode: row.StatusCode === undefined ? undefined : String(row.StatusCode),
    Scopes: row.Roles === undefined ? undefined : (JSON.parse(row.Roles) as readonly string[]).join(' '),
    EntityType: UserId ? 'user' : 'app',
    ReportId: RequestId,
    RequestUri: `${row.Origin ?? ''}${Path}`,
    UniqueTokenIdentifier: row.TokenId,
    RequestId,
    IpAddress: row.IPAddress,
    ResponseSize: row.ResponseBytes,
    TenantId,
    Type: 'GraphAPIAuditEvents',
    SourceSystem: 'Gamekeeper',
  };
  return `{"Timestamp":${ticks},"TimeGenerated":${ticks},${stringifyJson(values).slice(1)}`;
}
