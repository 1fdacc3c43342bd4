// What other floors need of the ingest.

export { type EncodedRow, type EncodeRowOptions, encodeRow } from './encode-row.js';
export {
  type ExternalContent,
  type ExternalReadOptions,
  type ExternalTally,
  readExternal,
} from './external-records.js';
export { type IngestOptions, ingest } from './ingest.js';
export { IngestError, type IngestErrorCode } from './ingest-error.js';
export { type IngestStreamOptions, ingestStream } from './ingest-stream.js';
export type { IngestInput, InputStream } from './input.js';
export { parseJson, stringifyJson } from './json-exact.js';
export { parseDatetime } from './parse-datetime.js';
export { partitionOf } from './partition.js';
export type { Reject, RejectedReason } from './reject-log.js';
export type { IngestProgress, IngestSummary, Skipped, TableTally } from './summary.js';
export type { Origin } from './unpack.js';
