// When an event happened: which of a record's clocks to believe, and how to write the moment down.
//
// In this order:
// 1. `UtcTime` of Sysmon: the moment itself, in UTC by definition. (Some recordings stamp local time with a 'Z'.)
// 2. the log's own time (`TimeCreated`, `EventTime`) if it states its zone
// 3. `@timestamp`, which may be when a collector saw the event
// 4. the log's own time without a zone, taken as UTC

import { isRecord, type JsonRecord } from './event.js';

const isoShape = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?[ ]?(Z|[+-]\d\d:?\d\d)?$/;
const zoned = /(?:Z|[+-]\d\d:\d\d)$/;
const dotNetShape = /^\/Date\((-?\d{1,15})\)\/$/;
const latestMilliseconds = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const earliestMilliseconds = -62_135_596_800_000;

/**
 * A moment as ISO 8601 with at most 7 fraction digits and its zone if it states one, or undefined if it is none.
 * Numbers are seconds, or from 1e11 on milliseconds, since the Unix epoch.
 * @example isoTime('2020-10-19 02:56:14.283') === '2020-10-19T02:56:14.283'
 */
export function isoTime(value: unknown): string | undefined {
  if (typeof value === 'number') return fromMilliseconds(Math.abs(value) >= 1e11 ? value : value * 1000);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const shape = isoShape.exec(text);
  if (shape === null) {
    const milliseconds = dotNetShape.exec(text)?.[1];
    return milliseconds === undefined ? undefined : fromMilliseconds(Number(milliseconds));
  }
  const [, date = '', time = '', fraction, zone = ''] = shape;
  if (!isCalendarDate(date) || time > '23:59:59' || time.slice(3, 5) > '59' || time.slice(6) > '59') return undefined;
  if (zone.length > 1 && !isOffset(zone)) return undefined;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  return `${date}T${time}${fraction === undefined ? '' : `.${fraction.slice(0, 7)}`}${offset}`;
}

/** The best of the clocks of a record: see the order at the head of this file. Zoneless results are UTC and say so. */
export function eventTime(data: JsonRecord, logTimes: readonly unknown[], timestamp: unknown): string | undefined {
  const utc = isoTime(data.UtcTime);
  if (utc !== undefined) return inUtc(utc);
  const logged = logTimes.map((value) => isoTime(isRecord(value) ? value.SystemTime : value)).find(isPresent);
  if (logged !== undefined && zoned.test(logged)) return logged;
  const seen = isoTime(timestamp) ?? logged;
  return seen === undefined ? undefined : inUtc(seen);
}

/** A time with its zone; without one it is UTC. */
export function inUtc(time: string): string {
  return zoned.test(time) ? time : `${time}Z`;
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function fromMilliseconds(milliseconds: number): string | undefined {
  if (!(milliseconds >= earliestMilliseconds && milliseconds <= latestMilliseconds)) return undefined;
  return new Date(milliseconds).toISOString();
}

function isOffset(zone: string): boolean {
  return zone.slice(1, 3) <= '14' && zone.slice(-2) <= '59';
}

let checkedDate = '';
let checkedDateHolds = false;

/** Records come by the thousand a day, so the last date checked is remembered. */
function isCalendarDate(date: string): boolean {
  if (date !== checkedDate) {
    const milliseconds = Date.parse(`${date}T00:00:00Z`);
    checkedDate = date;
    checkedDateHolds =
      milliseconds >= earliestMilliseconds && new Date(milliseconds).toISOString().slice(0, 10) === date;
  }
  return checkedDateHolds;
}
