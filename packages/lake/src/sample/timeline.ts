// The month as the sample lives it: ticks since the window's start, and an office calendar that ends on a Thursday afternoon.

import { ticksFromMilliseconds } from '@gamekeeper/kql';

/** A moment in ticks of 100 ns since the start of the window; 30 days stay well below 2^53. */
export type Moment = number;

export const second = 10_000_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

const lastWeekday = 3;
const lastTimeOfDay = 16 * hour + 40 * minute;

/**
 * Turns moments into timestamps and office time. The calendar hangs on `now`, not on the date: now is always a Thursday
 * at 16:40 for the company, so that the same seed with another `now` gives the same rows, shifted.
 */
export class Timeline {
  /** The last moment, equal to `now`. */
  readonly end: Moment;
  readonly #originTicks: bigint;
  readonly #originMilliseconds: number;

  constructor(now: number, days: number) {
    this.end = days * day;
    this.#originTicks = ticksFromMilliseconds(now) - BigInt(this.end);
    this.#originMilliseconds = now - this.end / 10_000;
  }

  /** Ticks since 0001-01-01, as the lake stores datetimes. */
  ticks(at: Moment): bigint {
    return this.#originTicks + BigInt(Math.round(at));
  }

  /** ISO 8601 text, for datetimes inside JSON. */
  iso(at: Moment): string {
    return new Date(Math.floor(this.#originMilliseconds + at / 10_000)).toISOString();
  }

  /** Whole office days since the window's first; the last one is today. */
  dayIndex(at: Moment): number {
    return Math.floor((at + lastTimeOfDay) / day);
  }

  /** Hour of the office day, 0 to 24 with fraction. */
  hourOfDay(at: Moment): number {
    return ((at + lastTimeOfDay) % day) / hour;
  }

  isWeekend(at: Moment): boolean {
    const weekday = (((lastWeekday - (this.dayIndex(this.end) - this.dayIndex(at))) % 7) + 7) % 7;
    return weekday >= 5;
  }

  /** The moment of an office day counted back from today. @example timeline.daysAgo(1, 9, 14) is yesterday at 9:14 */
  daysAgo(days: number, hours: number, minutes = 0, seconds = 0): Moment {
    const midnight = (this.dayIndex(this.end) - days) * day - lastTimeOfDay;
    return midnight + hours * hour + minutes * minute + seconds * second;
  }

  /** How busy the company is at a moment, 0 to 1. */
  officeActivity(at: Moment): number {
    if (this.isWeekend(at)) return 0.04;
    const time = this.hourOfDay(at);
    if (time < 6 || time >= 20) return 0.03;
    if (time < 8 || time >= 17.5) return 0.3;
    return time >= 12 && time < 13 ? 0.55 : 1;
  }
}
