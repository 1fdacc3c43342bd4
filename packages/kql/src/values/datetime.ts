// Datetimes as 64-bit ticks of 100 ns since 0001-01-01, from and to text, exact to the last digit.

import { TICKS_PER_SECOND, UNIX_EPOCH_TICKS } from '../types.js';

/** Ticks of 9999-12-31T23:59:59.9999999, the last datetime. */
export const MAX_DATETIME_TICKS = 3_155_378_975_999_999_999n;

const iso =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const monthFirst = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const dayMonthName =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*[\s-]+(\d{2}|\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*(Z|UTC|GMT)?$/i;
const monthNameDay = /^([a-z]{3})[a-z]*\s+(\d{1,2}),?\s+(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?$/i;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * The ticks of a datetime text in any form that KQL reads (kql-semantics §3): ISO 8601, month/day/year, RFC 822 and the like.
 * An offset is applied; without one the text is UTC. Undefined when it is not a datetime.
 * @example parseDatetime('2020-01-01') === 637134336000000000n
 */
export function parseDatetime(text: string): bigint | undefined {
  const trimmed = text.trim();
  let match = iso.exec(trimmed);
  if (match) {
    const ticks = ticksOf(match[1], match[2], match[3], match[4], match[5], match[6], match[7]);
    return ticks === undefined ? undefined : inRange(ticks - offsetTicks(match[8]));
  }
  match = monthFirst.exec(trimmed);
  if (match) return ticksOf(match[4], match[1], match[3], match[5], match[6], match[7], match[8]);
  match = compact.exec(trimmed);
  if (match) return ticksOf(match[1], match[2], match[3]);
  match = dayMonthName.exec(trimmed);
  if (match)
    return ticksOf(fullYear(match[3]), monthNumber(match[2]), match[1], match[4], match[5], match[6], match[7]);
  match = monthNameDay.exec(trimmed);
  if (match) return ticksOf(match[3], monthNumber(match[1]), match[2], match[4], match[5], match[6], match[7]);
  return undefined;
}

const monthNumber = (name = ''): string => String(months.indexOf(name.toLowerCase()) + 1);
const fullYear = (year = ''): string => (year.length === 2 ? `${Number(year) < 50 ? '20' : '19'}${year}` : year);
const inRange = (ticks: bigint): bigint | undefined => (ticks >= 0n && ticks <= MAX_DATETIME_TICKS ? ticks : undefined);

function offsetTicks(zone: string | undefined): bigint {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (!match) return 0n;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return BigInt(match[1] === '-' ? -minutes : minutes) * 60n * TICKS_PER_SECOND;
}

function ticksOf(
  year = '',
  month = '',
  day = '',
  hour = '0',
  minute = '0',
  second = '0',
  fraction = '',
): bigint | undefined {
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (y < 1 || mo < 1 || mo > 12 || d < 1 || h > 23 || mi > 59 || s > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  if (date.getUTCMonth() !== mo - 1) return undefined;
  const seconds = BigInt(date.getTime() / 1000 + h * 3600 + mi * 60 + s);
  return seconds * TICKS_PER_SECOND + UNIX_EPOCH_TICKS + BigInt(fraction.slice(0, 7).padEnd(7, '0'));
}

/**
 * The text of a datetime with all seven digits, as `tostring` gives it.
 * @example formatDatetime(637134336000000000n) === '2020-01-01T00:00:00.0000000Z'
 */
export function formatDatetime(ticks: bigint): string {
  const sinceEpoch = ticks - UNIX_EPOCH_TICKS;
  const fraction = ((sinceEpoch % TICKS_PER_SECOND) + TICKS_PER_SECOND) % TICKS_PER_SECOND;
  const date = new Date(Number((sinceEpoch - fraction) / 10_000n));
  return `${date.toISOString().slice(0, 19)}.${fraction.toString().padStart(7, '0')}Z`;
}
