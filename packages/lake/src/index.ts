export * from './engine/engine.js';
export * from './sources/source.js';
export { tables } from './tables/index.js';
