// What other floors may use of the state.

export type { SeenChange } from './change-feed.js';
export { claimDataDirectory, type DataDirectory } from './data-directory.js';
export { chainStart, type EventContent, hashEvent } from './event-chain.js';
export type { Attribution, EventHead, EventLog, RecordedEvent } from './event-log.js';
export { exportEvents, readEvents } from './export-events.js';
export { type Change, openRecords, type Records, type RecordsOptions } from './open-records.js';
export { RecordsError, type RecordsErrorCode } from './records-error.js';
export type { PartyState, RecordsSchema } from './schema/index.js';
export { type ChainFault, type ChainReport, type VerifyOptions, verifyEvents } from './verify-events.js';
