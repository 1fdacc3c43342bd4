// What no column holds of an event: its identity, the names that hunting queries expect, and every field left over.

import { isRecord, textOf, type WindowsEvent } from './event.js';
import { inWords } from './message-codes.js';
import type { Reading } from './reading.js';

/** Deeper than any event's data; what nests deeper is written as its outermost levels say. */
const deepest = 16;

/**
 * The content of AdditionalFields. It starts with the log and the event id, so that a row can be led back to its event;
 * then `additional` and all remaining event data, and the message where the event has no data.
 */
export function additionalFields(
  event: WindowsEvent,
  additional: readonly (readonly [name: string, reading: Reading])[],
  used: ReadonlySet<string>,
  unread: Set<string>,
): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  fields.Channel = event.channel || event.provider;
  fields.EventId = event.eventId;
  if (event.failed) fields.Outcome = 'Failure';
  for (const [name, reading] of additional) {
    const value = reading.read(event);
    if (value === undefined) for (const field of reading.fields) unread.add(field);
    else if (value !== '') fields[name] = typeof value === 'bigint' ? String(value) : value;
  }
  const { data, envelope } = event;
  let hasData = false;
  for (const key in data) {
    if (envelope.has(key)) continue;
    hasData = true;
    if (used.has(key) && !unread.has(key)) continue;
    const value = kept(data[key]);
    if (value !== undefined && fields[key] === undefined) fields[key] = value;
  }
  if (!hasData && event.message !== '') fields.Message = event.message;
  return { ...fields };
}

function kept(value: unknown): unknown {
  if (typeof value === 'object') return value === null ? undefined : plain(value, deepest);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = textOf(value);
  return text === '' ? undefined : inWords(text);
}

/** Nested data as JSON can write it: no big integers, no unbounded depth. */
function plain(value: unknown, levels: number): unknown {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return levels === 0 ? '[…]' : value.map((item) => plain(item, levels - 1));
  if (!isRecord(value)) return value;
  if (levels === 0) return '{…}';
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, levels - 1)]));
}
