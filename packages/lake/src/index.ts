export {
  type AddressDatabase,
  type AddressDatabaseOptions,
  openAddressDatabase,
} from './addresses/address-database.js';
export * from './duckdb/index.js';
export * from './engine/engine.js';
export { defenderFunctions } from './functions/index.js';
export * from './ingest/index.js';
export {
  describeSample,
  generateSample,
  type SampleOptions,
  type StoreSampleOptions,
  storeSample,
} from './sample/index.js';
export * from './sources/source.js';
export { auditColumns } from './tables/audit-columns.js';
export { tableDescriptions } from './tables/descriptions.js';
export { platformTables, sourceTables, tables } from './tables/index.js';
export { type Product, productOfTable, products } from './tables/products.js';
