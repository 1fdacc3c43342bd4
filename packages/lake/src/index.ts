export * from './duckdb/index.js';
export * from './engine/engine.js';
export * from './ingest/index.js';
export {
  describeSample,
  generateSample,
  type SampleOptions,
  type StoreSampleOptions,
  storeSample,
} from './sample/index.js';
export * from './sources/source.js';
export { tables } from './tables/index.js';
