// What other floors may use of the state.

export { claimDataDirectory, type DataDirectory } from './data-directory.js';
export type { Attribution, EventLog, RecordedEvent } from './event-log.js';
export { type Change, openRecords, type Records, type RecordsOptions, type SeenChange } from './open-records.js';
export { RecordsError, type RecordsErrorCode } from './records-error.js';
export type { PartyState, RecordsSchema } from './schema/index.js';
