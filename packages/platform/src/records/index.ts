// What other floors may use of the state.

export { claimDataDirectory, type DataDirectory } from './data-directory.js';
export type { EventLog, RecordedEvent } from './event-log.js';
export { openRecords, type Records, type RecordsOptions } from './open-records.js';
export { RecordsError, type RecordsErrorCode } from './records-error.js';
