// Checks the chain of events, from wherever they come: a data directory, a server, a file that somebody was given.

import { chainStart, hashEvent } from './event-chain.js';
import type { RecordedEvent } from './event-log.js';

/** The first place where the chain does not hold. */
export interface ChainFault {
  /** Number of the event at which it shows. */
  readonly id: number;
  /** What of it is wrong; `head`: the head that was given is not in the chain, so events at the end are missing or all were rewritten. */
  readonly what: 'id' | 'previousHash' | 'hash' | 'head';
  readonly expected: string;
  readonly found: string;
}

export interface ChainReport {
  /** Events that hold, up to the first fault. */
  readonly count: number;
  /** Hash of the last event that holds; `chainStart` when there is none. */
  readonly head: string;
  /** Null when the chain is whole. */
  readonly fault: ChainFault | null;
  /** Number of the event whose hash is the head that was given; null when none was given or it is not there. */
  readonly headAt: number | null;
}

export interface VerifyOptions {
  /** Hash of a last event as noted earlier. The chain alone cannot tell that its end is missing, or that all of it was rewritten; with this it can. */
  readonly head?: string;
}

/**
 * Reads the events once, in order, and stops at the first fault. The first event must be number 1.
 * @example const { fault, head } = await verifyEvents(await records.events.list(), { head: noted });
 */
export async function verifyEvents(
  events: AsyncIterable<RecordedEvent> | Iterable<RecordedEvent>,
  { head: noted }: VerifyOptions = {},
): Promise<ChainReport> {
  let count = 0;
  let head = chainStart;
  let headAt = noted === chainStart ? 0 : null;
  for await (const event of events) {
    const what = faultOf(event, count + 1, head);
    if (what !== null) return { count, head, headAt, fault: { id: event.id, ...what } };
    count += 1;
    head = event.hash;
    if (head === noted) headAt = count;
  }
  const missing = noted !== undefined && headAt === null;
  const fault: ChainFault | null = missing ? { id: count, what: 'head', expected: noted, found: head } : null;
  return { count, head, headAt, fault };
}

function faultOf(event: RecordedEvent, id: number, previousHash: string): Omit<ChainFault, 'id'> | null {
  const { hash, ...content } = event;
  if (content.id !== id) return { what: 'id', expected: String(id), found: String(content.id) };
  if (content.previousHash !== previousHash) {
    return { what: 'previousHash', expected: previousHash, found: String(content.previousHash) };
  }
  const expected = hashEvent(content);
  return hash === expected ? null : { what: 'hash', expected, found: String(hash) };
}
