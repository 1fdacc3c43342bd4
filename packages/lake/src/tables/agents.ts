// AI agents: the hunting tables of this family, column by column, in the order a query returns them.

import { defineTable } from './define-table.js';

export const AIAgentsInfo = defineTable(
  'AIAgentsInfo',
  `
  Timestamp:datetime, RegistrySource:string, AIAgentId:guid, AIAgentName:string, AgentCreationTime:datetime,
  CreatorAccountUpn:string, OwnerAccountUpns:string, LastModifiedByUpn:string, LastModifiedTime:datetime,
  LastPublishedTime:datetime, LastPublishedByUpn:string, AgentDescription:string, AgentStatus:string,
  UserAuthenticationType:string, AgentUsers:string, KnowledgeDetails:string, AgentActionTriggers:string,
  RawAgentInfo:string, AuthenticationTrigger:string, AccessControlPolicy:string, AuthorizedSecurityGroupIds:dynamic,
  AgentTopicsDetails:dynamic, AgentToolsDetails:dynamic, EnvironmentId:string, Platform:string,
  IsGenerativeOrchestrationEnabled:bool, AgentAppId:string, ConnectedAgentsSchemaNames:dynamic,
  ChildAgentsSchemaNames:dynamic, Version:string, IsBlocked:bool, Instructions:string, EntraObjectId:string,
  EntraBlueprintId:string, AIModel:string, AccessCapabilities:dynamic, ElementTypes:dynamic, SourceAgentId:string
`,
);

export const AgentsInfo = defineTable(
  'AgentsInfo',
  `
  Timestamp:datetime, AgentId:string, AgentName:string, Platform:string, AgentDescription:string, Version:string,
  SourceAgentId:string, EntraAgentId:string, EntraBlueprintId:string, ToolsAuthenticationType:dynamic,
  Permissions:dynamic, PublishedStatus:string, LifecycleStatus:string, Availability:string, CreatedDateTime:datetime,
  LastPublishedDateTime:datetime, LastUpdatedDateTime:datetime, Owners:dynamic, SharedWith:dynamic, InstanceCount:int,
  Instructions:string, Model:string, Channels:dynamic, Capabilities:dynamic, DeclaredDataSources:dynamic,
  DeclaredTools:dynamic, McpServers:dynamic, Skills:dynamic, ConnectedAgents:dynamic, Memory:dynamic,
  Triggers:dynamic, Guardrails:dynamic, Endpoints:dynamic, ObservabilityId:dynamic, RawAgentInfo:dynamic
`,
);
