// The compiler as a library: KQL text and a catalog in; SQL, column types, visualisation or diagnostics out.

export {
  type CompiledQuery,
  type CompiledResult,
  type CompileOptions,
  createCompiler,
  type KqlCompiler,
} from './compile.js';
export {
  ADDRESS_PLACE_FUNCTION,
  type AddressPlace,
  addressPlaceBag,
} from './dialects/duckdb/host-functions/address-places.js';
export {
  type HostFunction,
  type HostType,
  type HostValue,
  hostFunctions,
} from './dialects/duckdb/host-functions/index.js';
export { duckDbPrelude } from './dialects/duckdb/prelude.js';
export { DiscoveryNeeded } from './discovery.js';
export { KqlError, type KqlErrorCode, type Position, positionAt, TableForbidden } from './errors.js';
export { createLanguageService, type KqlLanguageService } from './language/create-language-service.js';
export type * from './language/language-answers.js';
export { type ProbedName, probeLanguage, probeTable } from './language/probe-language.js';
export type { CatalogOptions } from './plan/catalogs.js';
export {
  EXTERNAL_SCHEMA,
  type ExternalField,
  type ExternalFormat,
  type ExternalRead,
  type ExternalTable,
  type ExternalTransform,
  externalColumn,
  externalTableName,
} from './plan/external-table.js';
export type { RowFilter, TableGrant, TableGrants, TableRows } from './plan/grants.js';
export type { ParameterValues, QueryParameter } from './plan/query-parameters.js';
export { INGESTED_COLUMN, TIME_COLUMN } from './plan/scan.js';
export { physicalNames } from './sql/physical-names.js';
export { sqlTypes } from './sql/render-expression.js';
export { functionsReachedBy, type StoredFunction } from './stored-functions/stored-function.js';
export * from './types.js';
export { formatDatetime, parseDatetime } from './values/datetime.js';
export { formatTimespan, parseTimespan } from './values/timespan.js';
