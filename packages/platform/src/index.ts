// The rules of the platform: identity, parties, hunting and the state behind them.

export * from './audit/index.js';
export * from './clock.js';
export * from './detections/index.js';
export * from './hunting/create-hunting-service.js';
export {
  type ExternalReading,
  type ExternalSource,
  emptyExternalData,
  noExternalData,
} from './hunting/external-data/external-source.js';
export { createExternalData, type ExternalDataOptions } from './hunting/external-data/fetched-external-data.js';
export {
  createHuntLanguage,
  type HuntLanguage,
  type HuntLanguageOptions,
  type LanguageAnswers,
  type LanguageQuestion,
} from './hunting/hunt-language.js';
export {
  type HuntScope,
  refusalOf,
  type TableAccess,
  type TableRefusal,
  tenantNamespace,
  wholeNamespace,
} from './hunting/hunt-scope.js';
export * from './hunting/hunting-service.js';
export * from './hunting/library/index.js';
export { createTenantNamespaces, type TenantNamespaces } from './hunting/tenant-namespaces.js';
export * from './identity/index.js';
export * from './incidents/index.js';
export * from './network/index.js';
export * from './notices/index.js';
export * from './parties/index.js';
export * from './quotas/index.js';
export * from './records/index.js';
export * from './sign-in/index.js';
export * from './terms/index.js';
