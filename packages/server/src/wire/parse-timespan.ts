// Reads Graph's Timespan parameter: ISO 8601 intervals, durations and instants (wire contract 4.1).

import { ticksFromMilliseconds } from '@gamekeeper/kql';
import type { HuntTimespan } from '@gamekeeper/platform';

interface Duration {
  readonly months: number;
  readonly milliseconds: number;
}

const durationForm =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/i;
const instantForm = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * The window meant by `start/end`, `P30D/end`, `start/P30D`, `P30D` (until now) or `start` (until now).
 * Null when the text is none of these or the window ends before it starts.
 * @param now milliseconds since the Unix epoch
 */
export function parseTimespan(text: string, now: number): HuntTimespan | null {
  const [first = '', second, ...rest] = text.trim().split('/');
  if (rest.length > 0) return null;
  const startAt = parseInstant(first);
  const startBy = parseDuration(first);
  if (second === undefined) {
    const from = startAt ?? (startBy && move(now, startBy, -1));
    return from === null ? null : toWindow(from, now);
  }
  const endAt = parseInstant(second);
  const endBy = parseDuration(second);
  if (startAt !== null && endAt !== null) return toWindow(startAt, endAt);
  if (startBy !== null && endAt !== null) return toWindow(move(endAt, startBy, -1), endAt);
  if (startAt !== null && endBy !== null) return toWindow(startAt, move(startAt, endBy, 1));
  return null;
}

function toWindow(from: number, to: number): HuntTimespan | null {
  return from > to ? null : { from: ticksFromMilliseconds(from), to: ticksFromMilliseconds(to) };
}

function parseInstant(text: string): number | null {
  const [, date, time = '00:00', zone = 'Z'] = instantForm.exec(text) ?? [];
  if (date === undefined) return null;
  const milliseconds = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

function parseDuration(text: string): Duration | null {
  const parts = durationForm.exec(text);
  if (parts === null) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => (part === undefined ? 0 : Number(part.replace(',', '.'))));
  return {
    months: years * 12 + months,
    milliseconds: ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000,
  };
}

function move(from: number, { months, milliseconds }: Duration, direction: 1 | -1): number {
  const date = new Date(from);
  date.setUTCMonth(date.getUTCMonth() + direction * months);
  return date.getTime() + direction * milliseconds;
}
