// Alerts and behaviours: the hunting tables of this family, column by column, in the order a query returns them.

import { defineTable } from './define-table.js';

export const AlertEvidence = defineTable(
  'AlertEvidence',
  `
  Timestamp:datetime, AlertId:string, Title:string, Categories:string, AttackTechniques:string, ServiceSource:string,
  DetectionSource:string, EntityType:string, EvidenceRole:string, EvidenceDirection:string, FileName:string,
  FolderPath:string, SHA1:string, SHA256:string, FileSize:long, ThreatFamily:string, RemoteIP:string,
  RemoteUrl:string, AccountName:string, AccountDomain:string, AccountSid:string, AccountObjectId:string,
  AccountUpn:string, DeviceId:string, DeviceName:string, LocalIP:string, NetworkMessageId:string, EmailSubject:string,
  Application:string, ApplicationId:int, OAuthApplicationId:string, ProcessCommandLine:string, RegistryKey:string,
  RegistryValueName:string, RegistryValueData:string, AdditionalFields:string, Severity:string, CloudResource:string,
  CloudPlatform:string, ResourceType:string, ResourceID:string, SubscriptionId:string
`,
);

export const AlertInfo = defineTable(
  'AlertInfo',
  `
  Timestamp:datetime, AlertId:string, Title:string, Category:string, Severity:string, ServiceSource:string,
  DetectionSource:string, AttackTechniques:string
`,
);

export const BehaviorEntities = defineTable(
  'BehaviorEntities',
  `
  Timestamp:datetime, BehaviorId:string, Categories:string, ServiceSource:string, DetectionSource:string,
  DataSources:string, EntityType:string, EntityRole:string, DetailedEntityRole:string, FileName:string,
  FolderPath:string, SHA1:string, SHA256:string, FileSize:long, ThreatFamily:string, RemoteIP:string,
  RemoteUrl:string, AccountName:string, AccountDomain:string, AccountSid:string, AccountObjectId:string,
  CloudPlatform:string, CloudResourceType:string, CloudResourceId:string, CloudSubscriptionId:string,
  AccountUpn:string, DeviceId:string, DeviceName:string, LocalIP:string, NetworkMessageId:string, EmailSubject:string,
  EmailClusterId:string, Application:string, ApplicationId:int, OAuthApplicationId:string, ProcessCommandLine:string,
  RegistryKey:string, RegistryValueName:string, RegistryValueData:string, AdditionalFields:string, ActionType:string
`,
);

export const BehaviorInfo = defineTable(
  'BehaviorInfo',
  `
  Timestamp:datetime, BehaviorId:string, Title:string, Description:string, Categories:string, AttackTechniques:string,
  ServiceSource:string, DetectionSource:string, DataSources:string, DeviceId:string, AccountUpn:string,
  AccountObjectId:string, StartTime:datetime, EndTime:datetime, AdditionalFields:string, ActionType:string
`,
);
