// Cloud applications, audits and OAuth applications: the hunting tables of this family, column by column, in the order a query returns them.

import { defineTable } from './define-table.js';

export const CloudAppEvents = defineTable(
  'CloudAppEvents',
  `
  Timestamp:datetime, ActionType:string, Application:string, ApplicationId:int, AppInstanceId:int,
  AccountObjectId:string, AccountId:string, AccountDisplayName:string, IsAdminOperation:bool, DeviceType:string,
  OSPlatform:string, IPAddress:string, IsAnonymousProxy:bool, CountryCode:string, City:string, Isp:string,
  UserAgent:string, ActivityType:string, ActivityObjects:dynamic, ObjectName:string, ObjectType:string,
  ObjectId:string, ReportId:string, AccountType:string, IsExternalUser:bool, IsImpersonated:bool, IPTags:dynamic,
  IPCategory:string, UserAgentTags:dynamic, RawEventData:dynamic, AdditionalFields:dynamic, LastSeenForUser:dynamic,
  UncommonForUser:dynamic, AuditSource:string, SessionData:dynamic, OAuthAppId:string
`,
);

export const CloudAuditEvents = defineTable(
  'CloudAuditEvents',
  `
  Timestamp:datetime, ReportId:string, DataSource:string, ActionType:string, OperationName:string, ResourceId:string,
  IPAddress:string, IsAnonymousProxy:bool, CountryCode:string, City:string, Isp:string, UserAgent:string,
  RawEventData:dynamic, AdditionalFields:dynamic
`,
);

export const CloudDnsEvents = defineTable(
  'CloudDnsEvents',
  `
  Timestamp:datetime, ReportId:string, ActionType:string, AzureResourceId:string, AwsResourceName:string,
  GcpFullResourceName:string, KubernetesResource:string, KubernetesNamespace:string, KubernetesPodName:string,
  ContainerName:string, ContainerId:string, ImageName:string, ProcessName:string, ProcessId:long, DnsEventType:string,
  DnsEventSubType:string, DnsQuery:string, DnsQueryTypeName:string, DnsResponseCodeName:string,
  DnsNetworkDuration:long, TransactionIdHex:string, AdditionalFields:dynamic
`,
);

export const CloudPolicyEnforcementEvents = defineTable(
  'CloudPolicyEnforcementEvents',
  `
  Timestamp:datetime, ReportId:string, DataSource:string, SubscriptionId:string, ActionType:string,
  AzureResourceId:string, AwsResourceName:string, GcpFullResourceName:string, Region:string, ResourceKind:string,
  ResourceName:string, KubernetesNamespace:string, Reason:string, AdditionalFields:string
`,
);

export const CloudProcessEvents = defineTable(
  'CloudProcessEvents',
  `
  Timestamp:datetime, AzureResourceId:string, AwsResourceName:string, GcpFullResourceName:string,
  ContainerImageName:string, KubernetesNamespace:string, KubernetesPodName:string, KubernetesResource:string,
  ContainerName:string, ContainerId:string, ActionType:string, FileName:string, FolderPath:string, ProcessId:long,
  ProcessName:string, ParentProcessName:string, ParentProcessId:string, ProcessCommandLine:string,
  ProcessCreationTime:datetime, ProcessCurrentWorkingDirectory:string, AccountName:string, LogonId:long,
  InitiatingProcessId:string, ImageDigest:string, AgentId:string, Region:string, HostName:string,
  AdditionalFields:string
`,
);

export const CloudStorageAggregatedEvents = defineTable(
  'CloudStorageAggregatedEvents',
  `
  DataAggregationStartTime:datetime, DataAggregationEndTime:datetime, DataSource:string, SubscriptionId:string,
  ResourceGroup:string, StorageAccount:string, StorageContainer:string, StorageFileShare:string, ServiceType:string,
  IpAddress:string, UserAgentHeader:string, OperationNamesList:dynamic, AuthenticationType:string,
  AccountObjectId:string, AccountTenantId:long, AccountApplicationId:string, AccountUpn:string, AccountType:long,
  OperationsCount:int, SuccessfulOperationsCount:int, FailedOperationsCount:int, FirstEventTimestamp:datetime,
  LastEventTimestamp:datetime, TotalResponseLength:int, SuccessfulReadOperations:int, DistinctGetOperations:int,
  AnonymousSuccessfulOperations:int, HasAnonymousResourceNotFoundFailures:bool, CountryName:string, CityName:string,
  ProvinceName:string, ClientSystemServiceName:string, ClientCloudPlatformName:string, IsTorExitNode:bool,
  IsKnownSuspiciousIp:bool, IsPrivateIp:bool, SuspiciousUserAgentName:string, HashReputationMd5List:dynamic,
  AzureResourceId:string, Location:string, Timestamp:datetime, ReportId:string, ActionType:string,
  AdditionalFields:dynamic
`,
);

export const GraphAPIAuditEvents = defineTable(
  'GraphAPIAuditEvents',
  `
  IdentityProvider:string, ApiVersion:string, ApplicationId:string, ClientRequestId:string, OperationId:string,
  AccountObjectId:string, Location:string, RequestDuration:string, RequestMethod:string, Timestamp:datetime,
  ResponseStatusCode:string, Scopes:string, EntityType:string, ReportId:string, RequestUri:string,
  UniqueTokenIdentifier:string, RequestId:string, IpAddress:string, ServicePrincipalId:string, TargetWorkload:string,
  ResponseSize:long, TenantId:string, Type:string, SourceSystem:string, TimeGenerated:datetime
`,
);

export const OAuthAppInfo = defineTable(
  'OAuthAppInfo',
  `
  ReportId:string, Timestamp:datetime, OAuthAppId:string, ServicePrincipalId:string, AppName:string,
  AddedOnTime:datetime, LastModifiedTime:datetime, AppStatus:string, VerifiedPublisher:dynamic, PrivilegeLevel:string,
  Permissions:dynamic, ConsentedUsersCount:int, IsAdminConsented:bool, AppOrigin:string, LastUsedTime:datetime,
  AppOwnerTenantId:string
`,
);
