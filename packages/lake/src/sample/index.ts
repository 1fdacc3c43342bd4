// The sample's public face.

export { describeSample } from './describe-sample.js';
export { generateSample, type SampleOptions } from './generate-sample.js';
export { type StoreSampleOptions, storeSample } from './store-sample.js';
