// The same ingest for one stream, as a request brings it.

import { type IngestOptions, ingest } from './ingest.js';
import { IngestError } from './ingest-error.js';
import type { IngestSummary } from './summary.js';

export interface IngestStreamOptions extends Omit<IngestOptions, 'shiftTimeTo' | 'again'> {
  /** The request's Content-Encoding; compressed content is also recognised without it. */
  readonly contentEncoding?: string;
  /** A key of the sender's own: a repeat with the same key and the same body stores nothing twice. */
  readonly idempotencyKey?: string;
  /** What the stream is called in rejects; `request` by default. */
  readonly name?: string;
}

const ENCODINGS: ReadonlySet<string> = new Set(['', 'identity', 'gzip', 'x-gzip']);

/**
 * Stores the events of a stream. Its format is found by content, so its Content-Type is not asked. The summary holds the
 * first rejects. When the stream fails (the sender goes away) its error is thrown, full batches stay, and a repeat with the
 * same key goes on from there.
 * @throws IngestError `unsupported-encoding`; and as `ingest` does
 * @example await ingestStream(request.raw, { engine, clock, table: 'DeviceEvents', idempotencyKey: 'a1' })
 */
export async function ingestStream(
  stream: AsyncIterable<Uint8Array>,
  { contentEncoding = '', idempotencyKey, name = 'request', ...options }: IngestStreamOptions,
): Promise<IngestSummary> {
  if (!ENCODINGS.has(contentEncoding.trim().toLowerCase()))
    throw new IngestError(
      'unsupported-encoding',
      `expected the content encoding gzip or none, found ${contentEncoding}`,
    );
  return ingest([{ stream, name, ...(idempotencyKey !== undefined && { idempotencyKey }) }], options);
}
