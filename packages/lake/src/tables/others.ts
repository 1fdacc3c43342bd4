// Tables that stand alone: the hunting tables of this family, column by column, in the order a query returns them.

import { defineTable } from './define-table.js';

export const DataSecurityBehaviors = defineTable(
  'DataSecurityBehaviors',
  `
  Timestamp:datetime, BehaviorId:string, ActionType:string, StartTime:datetime, EndTime:datetime,
  AttackTechniques:string, Categories:string, ActionCategory:string, Description:string, ServiceSource:string,
  DetectionSource:string, ActivityCount:int, IsAnomalous:bool, IsContentHidden:bool, AccountUpn:string,
  AccountEmail:string, Application:string, DeviceInfo:dynamic, SensitivityLabelInfo:dynamic,
  SensitiveInfoTypesInfo:dynamic, UrlDomainInfo:dynamic, SharepointSiteInfo:dynamic, RecipientEmailInfo:dynamic,
  RemovableMediaInfo:dynamic, PrinterName:dynamic, PriorityContentMatchInfo:dynamic
`,
);

export const DataSecurityEvents = defineTable(
  'DataSecurityEvents',
  `
  ApplicationNames:string, DeviceId:string, DeviceName:string, AadDeviceId:guid, IsManagedDevice:bool,
  DlpPolicyMatchInfo:string, DlpPolicyEnforcementMode:int, DlpPolicyRuleMatchInfo:dynamic, FileRenameInfo:string,
  PhysicalAccessPointId:string, PhysicalAccessPointName:string, PhysicalAccessStatus:string, PhysicalAssetTag:string,
  RemovableMediaManufacturer:string, RemovableMediaModel:string, RemovableMediaSerialNumber:string,
  TeamsChannelName:string, TeamsChannelType:string, TeamsTeamName:string, UserAlternateEmails:string,
  AccountUpn:string, AccountObjectId:string, Department:string, SourceCodeInfo:string, CcPolicyMatchInfo:dynamic,
  IPAddress:string, Timestamp:datetime, DeviceSourceLocationType:int, DeviceDestinationLocationType:int,
  IrmPolicyMatchInfo:dynamic, UnallowedUrlDomains:string, ExternalUrlDomains:string, UrlDomainInfo:string,
  SourceUrlDomain:string, TargetUrlDomain:string, EmailAttachmentCount:int, EmailAttachmentInfo:dynamic,
  InternetMessageId:string, NetworkMessageId:guid, EmailSubject:string, ObjectId:string, ObjectName:string,
  ObjectType:string, ObjectSize:int, IsHidden:bool, ActivityId:guid, ActionType:string, SensitiveInfoTypeInfo:dynamic,
  SensitivityLabelId:string, SharepointSiteSensitivityLabelIds:string, PreviousSensitivityLabelId:string,
  Operation:string, RecipientEmailAddress:string, SiteUrl:string, SourceRelativeUrl:string, TargetFilePath:string,
  PrinterName:string, Workload:string, IrmActionCategory:string, SequenceCorrelationId:string, CloudAppAlertId:string
`,
);

export const DisruptionAndResponseEvents = defineTable(
  'DisruptionAndResponseEvents',
  `
  Timestamp:datetime, ActionType:string, DeviceId:string, SourceDeviceId:string, TargetDeviceId:string,
  TargetDeviceName:string, TargetDomainName:string, DeviceName:string, DomainName:string, InitiatingProcessId:int,
  InitiatingProcessFileName:string, SourceUserSid:string, SourceUserName:string, SourceUserDomainName:string,
  SourceIpAddress:string, SourcePort:int, IpAddress:string, Port:string, SourceDeviceName:string,
  SourceDomainName:string, AuthenticationProtocol:string, Service:string, InterfaceUuid:string,
  InterfaceFriendlyName:string, FileName:string, ShareName:string, LogonType:string, LogonId:long, SessionId:long,
  CompromisedAccountCount:int, PolicyId:string, PolicyName:string, PolicyVersion:string, PolicyHash:string,
  DataSources:string, IsPolicyOn:bool, ReportType:string
`,
);
