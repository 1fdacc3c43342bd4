export { createDuckDbEngine, type DuckDbEngineOptions } from './duckdb-engine.js';
export { registerHostFunctions } from './host-functions.js';
export { ingestedColumn, physicalTypes } from './physical-type.js';
