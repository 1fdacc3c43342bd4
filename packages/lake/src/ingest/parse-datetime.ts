// Reads ISO 8601 text into ticks without losing the seventh digit that Date cannot hold.

const FORM =
  /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?\s*$/;

const TICKS_PER_MINUTE = 600_000_000n;
const TICKS_PER_DAY = 864_000_000_000n;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;

/** Ticks of 9999-12-31T23:59:59.9999999Z, the last datetime there is; the first is 0. */
export const MAX_DATETIME_TICKS = 3_155_378_975_999_999_999n;

/**
 * The ticks (100 ns since 0001-01-01 UTC) of an ISO 8601 date with or without a time.
 * Takes `T` or a space, optional seconds, a fraction of up to 9 digits (beyond the 7th they are dropped), and `Z` or an
 * offset; without an offset the time is UTC.
 * @returns undefined for text that is not a datetime, or lies outside the years 0001 to 9999 (in UTC)
 * @example parseDatetime('2021-08-02T13:11:39.7724491Z') === 637634994997724491n
 */
export function parseDatetime(text: string): bigint | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, year, month, date, hour, minute, second, fraction, offset] = match;
  const day = dayNumber(Number(year), Number(month), Number(date));
  const hours = Number(hour ?? 0);
  const minutes = Number(minute ?? 0);
  const seconds = Number(second ?? 0);
  if (day === undefined || hours > 23 || minutes > 59 || seconds > 59) return undefined;

  const secondOfDay = hours * 3600 + minutes * 60 + seconds;
  const fractionTicks = fraction === undefined ? 0 : Number(fraction.slice(0, 7).padEnd(7, '0'));
  const local = BigInt(day) * TICKS_PER_DAY + BigInt(secondOfDay * 10_000_000 + fractionTicks);
  if (offset === undefined || offset === 'Z' || offset === 'z') return local;

  const ahead = offsetMinutes(offset);
  if (ahead === undefined) return undefined;
  const ticks = local - BigInt(ahead) * TICKS_PER_MINUTE;
  return ticks >= 0n && ticks <= MAX_DATETIME_TICKS ? ticks : undefined;
}

/** Days since 0001-01-01 of a date of the Gregorian calendar, undefined when there is no such date. */
function dayNumber(year: number, month: number, date: number): number | undefined {
  const before = DAYS_BEFORE_MONTH[month - 1];
  const after = DAYS_BEFORE_MONTH[month];
  if (year < 1 || before === undefined || after === undefined) return undefined;
  const leapDay = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 1 : 0;
  if (date < 1 || date > after - before + (month === 2 ? leapDay : 0)) return undefined;
  const past = year - 1;
  const pastYears = past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return pastYears + before + (month > 2 ? leapDay : 0) + date - 1;
}

function offsetMinutes(offset: string): number | undefined {
  const digits = offset.slice(1).replace(':', '');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2) || 0);
  if (hours > 14 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
