// The bounds that keep an ingest's memory flat and its input honest, in one place.

const KiB = 1024;
const MiB = 1024 * KiB;

/** Bytes of one line, record or CSV row at most; a longer one is rejected by itself. */
export const MAX_RECORD_BYTES = 16 * MiB;

/** Levels of arrays and objects within a record at most. */
export const MAX_NESTING = 100;

/** Arrays and objects within a record at most: each costs far more memory than its two bytes of text. */
export const MAX_NESTED_VALUES = 250_000;

/** Records and bytes of input after which a batch is appended, whichever comes first. */
export const BATCH_RECORDS = 10_000;
export const BATCH_BYTES = 8 * MiB;

/** Records seen before an input's source is chosen. */
export const SAMPLE_RECORDS = 100;

/** Bytes seen before an input's format is chosen. */
export const HEAD_BYTES = 64 * KiB;

/**
 * Compressed input is refused when, beyond `EXPANSION_ALLOWANCE`, it expands to more than `EXPANSION_RATIO` times its size
 * (event logs reach 60; a bomb 1,000 and more), or to more than `MAX_EXPANDED_BYTES` in any case.
 */
export const EXPANSION_ALLOWANCE = 64 * MiB;
export const EXPANSION_RATIO = 200;
export const MAX_EXPANDED_BYTES = 1024 * 1024 * MiB;

/** Entries of one zip at most. */
export const MAX_ARCHIVE_ENTRIES = 100_000;

/** Bytes of a stream kept on disk while it is read at most, for the formats that need random access (zip, Parquet). */
export const MAX_SPOOL_BYTES = 8 * 1024 * MiB;

/** Characters of a rejected record that are kept. */
export const REJECT_TEXT_LENGTH = 4 * KiB;
