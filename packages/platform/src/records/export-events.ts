// The trail as a file: an event a line, so that its chain can be checked by somebody who has nothing else.

import { canonicalJson } from './canonical-json.js';
import type { EventLog, RecordedEvent } from './event-log.js';
import { RecordsError } from './records-error.js';

const pageSize = 500;

/**
 * The events up to now as lines of canonical JSON (RFC 8785), each with its newline.
 * @example for await (const line of exportEvents(records.events)) file.write(line);
 */
export async function* exportEvents(events: Pick<EventLog, 'head' | 'page'>): AsyncGenerator<string> {
  // Up to the head of now: a log that grows while it is read would keep its reader forever.
  const { id: last } = await events.head();
  for (let after = 0; after < last; ) {
    const page = await events.page(after, Math.min(pageSize, last - after));
    if (page.length === 0) return;
    for (const event of page) {
      yield `${canonicalJson(event)}\n`;
      after = event.id;
    }
  }
}

/**
 * Reads such lines back; the chain is `verifyEvents`' to check.
 * @throws RecordsError `events-unreadable` with the line's number when a line is not an event in canonical JSON.
 */
export async function* readEvents(parts: AsyncIterable<string>): AsyncGenerator<RecordedEvent> {
  let rest = '';
  let line = 0;
  for await (const part of parts) {
    // By the newline alone: other separators may stand inside JSON text.
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield readLine(text, ++line);
  }
  if (rest !== '') yield readLine(rest, ++line);
}

function readLine(text: string, line: number): RecordedEvent {
  try {
    const event: unknown = JSON.parse(text);
    // Read by a person and read by a program must be the same: no name twice, nothing between the tokens.
    if (isObject(event) && isObject(event.detail) && canonicalJson(event) === text) {
      return event as unknown as RecordedEvent;
    }
  } catch {
    // Told below, as any other line that is no event.
  }
  throw new RecordsError('events-unreadable', `line ${line}: expected an event in canonical JSON, found another text`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
