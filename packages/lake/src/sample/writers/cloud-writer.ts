// Writes what people, administrators and applications do in cloud services: CloudAppEvents, GraphAPIAuditEvents and OAuthAppInfo.

import { type Account, domain } from '../company/accounts.js';
import type { Place } from '../company/network.js';
import type { Random } from '../random.js';
import type { Columns, Recorder } from '../recorder.js';
import type { Moment, Timeline } from '../timeline.js';
import { cloudApplications } from './identity-writer.js';

/** The cloud services by the number that CloudAppEvents gives them. */
export const cloudServices = {
  exchange: { name: 'Microsoft Exchange Online', id: 20893, workload: 'Exchange' },
  sharePoint: { name: 'Microsoft SharePoint Online', id: 20892, workload: 'SharePoint' },
  oneDrive: { name: 'Microsoft OneDrive for Business', id: 15600, workload: 'OneDrive' },
  teams: { name: 'Microsoft Teams', id: 28375, workload: 'MicrosoftTeams' },
  office: { name: 'Office 365', id: 11161, workload: 'AzureActiveDirectory' },
  defender: { name: 'Microsoft 365 Defender', id: 20595, workload: 'MicrosoftDefenderForEndpoint' },
  copilot: { name: 'Microsoft 365 Copilot Chat', id: 31762, workload: 'Copilot' },
} as const;

export type CloudService = keyof typeof cloudServices;

/** Something done in a cloud service. `raw` joins the audit record that the service itself wrote. */
export interface CloudActivity {
  readonly service: CloudService;
  readonly action: string;
  readonly account: Account;
  readonly place: Place;
  readonly userAgent?: string;
  readonly objectName?: string;
  readonly objectType?: string;
  readonly objectId?: string;
  readonly activityType?: string;
  readonly admin?: boolean;
  readonly impersonated?: boolean;
  readonly anonymousProxy?: boolean;
  readonly objects?: readonly Columns[];
  readonly userAgentTags?: readonly string[];
  readonly raw?: Columns;
  readonly uncommon?: readonly string[];
  readonly oauthAppId?: string;
  readonly accountType?: 'Regular' | 'Admin' | 'Application' | 'System';
}

export interface GraphCall {
  readonly applicationId: string;
  readonly servicePrincipalId?: string;
  readonly account?: Account;
  readonly place: Place;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly uri: string;
  readonly scopes: string;
  readonly status?: number;
  readonly size?: number;
}

/** An OAuth application as the inventory of the day lists it. */
export interface OAuthApplication {
  readonly id: string;
  readonly servicePrincipalId: string;
  readonly name: string;
  readonly origin: 'Internal' | 'External';
  readonly privilege: 'High' | 'Medium' | 'Low';
  readonly permissions: readonly {
    name: string;
    type: 'Delegated' | 'Application';
    privilege: 'High' | 'Medium' | 'Low';
    inUse: boolean;
  }[];
  readonly consentedUsers: number;
  readonly adminConsented: boolean;
  readonly publisher?: string;
  readonly addedAt: Moment;
  readonly ownerTenantId: string;
  readonly status?: 'Enabled' | 'DisabledByMicrosoft' | 'DisabledByAppGovernance';
}

export class CloudWriter {
  readonly #random: Random;
  readonly #recorder: Recorder;
  readonly #timeline: Timeline;

  constructor(random: Random, recorder: Recorder, timeline: Timeline) {
    this.#random = random;
    this.#recorder = recorder;
    this.#timeline = timeline;
  }

  activity(at: Moment, activity: CloudActivity): void {
    const { account, place } = activity;
    const service = cloudServices[activity.service];
    const reportId = `${this.#random.hex(8)}_${service.id}_${this.#random.guid()}`;
    if (!this.#recorder.wants('CloudAppEvents')) return;
    const userAgent = activity.userAgent ?? '';
    this.#recorder.record(at, 'CloudAppEvents', {
      Timestamp: this.#timeline.ticks(at),
      ActionType: activity.action,
      Application: service.name,
      ApplicationId: service.id,
      AppInstanceId: 0,
      AccountObjectId: account.objectId,
      AccountId: account.objectId,
      AccountDisplayName: account.displayName,
      IsAdminOperation: activity.admin ?? false,
      DeviceType: userAgent.includes('iPhone') || userAgent.includes('Android') ? 'Mobile' : userAgent ? 'Desktop' : '',
      OSPlatform: userAgent.includes('Windows NT 6.1')
        ? 'Windows 7'
        : userAgent.includes('Windows')
          ? 'Windows 10'
          : userAgent.includes('iPhone')
            ? 'iOS'
            : '',
      IPAddress: place.ip,
      IsAnonymousProxy: activity.anonymousProxy ?? false,
      CountryCode: place.country,
      City: place.city,
      Isp: place.isp,
      UserAgent: userAgent,
      ActivityType: activity.activityType ?? 'Basic',
      ActivityObjects: activity.objects ?? [
        { Type: 'User', Role: 'Actor', Name: account.displayName, Id: account.objectId },
      ],
      ObjectName: activity.objectName ?? '',
      ObjectType: activity.objectType ?? '',
      ObjectId: activity.objectId ?? '',
      ReportId: reportId,
      AccountType: activity.accountType ?? (activity.admin ? 'Admin' : 'Regular'),
      IsExternalUser: false,
      IsImpersonated: activity.impersonated ?? false,
      IPTags: activity.anonymousProxy ? ['Anonymous proxy'] : [],
      IPCategory: place.ip.startsWith('203.0.113.') ? 'Corporate' : '',
      UserAgentTags: activity.userAgentTags ?? [],
      RawEventData: {
        Id: reportId.slice(-36),
        CreationTime: this.#timeline.iso(at).slice(0, 19),
        Operation: activity.action,
        OrganizationId: domain.tenantId,
        RecordType: service.id,
        ResultStatus: activity.service === 'office' ? 'Success' : 'Succeeded',
        UserId: account.upn,
        UserType: activity.admin ? 2 : 0,
        Workload: service.workload,
        ClientIP: place.ip,
        ...activity.raw,
      },
      AdditionalFields: {},
      LastSeenForUser: { ActionType: 0, OSPlatform: 0, ISP: activity.uncommon ? -1 : 1 },
      UncommonForUser: activity.uncommon ?? [],
      AuditSource: 'Defender for Cloud Apps app connector',
      OAuthAppId: activity.oauthAppId ?? '',
    });
  }

  graph(at: Moment, call: GraphCall): void {
    const Timestamp = this.#timeline.ticks(at);
    const operation = this.#random.guid();
    this.#recorder.record(at, 'GraphAPIAuditEvents', {
      Timestamp,
      TimeGenerated: Timestamp,
      IdentityProvider: `https://sts.windows.net/${domain.tenantId}/`,
      ApiVersion: call.uri.includes('/beta/') ? 'beta' : 'v1.0',
      ApplicationId: call.applicationId,
      ClientRequestId: operation,
      OperationId: operation,
      AccountObjectId: call.account?.objectId ?? '',
      Location: 'North Europe',
      RequestDuration: String(this.#random.between(12, 900)),
      RequestMethod: call.method ?? 'GET',
      ResponseStatusCode: String(call.status ?? 200),
      Scopes: call.scopes,
      EntityType: call.account ? 'user' : 'app',
      ReportId: this.#random.guid(),
      RequestUri: call.uri,
      UniqueTokenIdentifier: this.#random.hex(22),
      RequestId: operation,
      IpAddress: call.place.ip,
      ServicePrincipalId: call.servicePrincipalId ?? '',
      TargetWorkload: call.uri.includes('/messages') ? 'Microsoft.Exchange' : 'Microsoft.DirectoryServices',
      ResponseSize: call.size ?? this.#random.between(300, 40_000),
      TenantId: domain.tenantId,
      Type: 'GraphAPIAuditEvents',
      SourceSystem: 'Azure',
    });
  }

  application(at: Moment, application: OAuthApplication): void {
    this.#recorder.record(at, 'OAuthAppInfo', {
      Timestamp: this.#timeline.ticks(at),
      ReportId: this.#random.guid(),
      OAuthAppId: application.id,
      ServicePrincipalId: application.servicePrincipalId,
      AppName: application.name,
      AddedOnTime: this.#timeline.ticks(application.addedAt),
      LastModifiedTime: this.#timeline.ticks(application.addedAt),
      AppStatus: application.status ?? 'Enabled',
      VerifiedPublisher: application.publisher
        ? {
            displayName: application.publisher,
            verifiedPublisherId: '482113',
            addedDateTime: this.#timeline.iso(application.addedAt),
          }
        : {},
      PrivilegeLevel: application.privilege,
      Permissions: application.permissions.map((permission) => ({
        PermissionValue: permission.name,
        PermissionType: permission.type,
        TargetAppId: cloudApplications.graph.id,
        TargetAppDisplayName: cloudApplications.graph.name,
        PrivilegeLevel: permission.privilege,
        UsageStatus: permission.inUse ? 'InUse' : 'NotInUse',
        InUse: permission.inUse,
      })),
      ConsentedUsersCount: application.consentedUsers,
      IsAdminConsented: application.adminConsented,
      AppOrigin: application.origin,
      LastUsedTime: this.#timeline.ticks(at),
      AppOwnerTenantId: application.ownerTenantId,
    });
  }
}
