// Decides in which partition a row is stored: by day while it is recent, by month beyond.

import { TICKS_PER_SECOND, ticksFromMilliseconds } from '@gamekeeper/kql';

const TICKS_PER_DAY = 86_400n * TICKS_PER_SECOND;
const MILLISECONDS_PER_DAY = 86_400_000;
const EPOCH_DAY = 719_162;

/** Age in whole days up to which a day has a partition of its own: retention drops recent data by the day. */
const RECENT_DAYS = 92;

/** Clocks of devices run ahead by no more than this. */
const FUTURE_DAYS = 2;

let lastDay = -1;
let lastDate = '';

/**
 * The partition key of a row.
 * @param ticks the row's Timestamp
 * @param now milliseconds since the Unix epoch
 * @returns `d20261122` for a day from 92 days ago to 2 days ahead of now (UTC days), else the month, `m202001`
 */
export function partitionOf(ticks: bigint, now: number): string {
  const day = Number(ticks / TICKS_PER_DAY);
  const age = Number(ticksFromMilliseconds(now) / TICKS_PER_DAY) - day;
  const date = dateOfDay(day);
  return age <= RECENT_DAYS && age >= -FUTURE_DAYS ? `d${date}` : `m${date.slice(0, 6)}`;
}

/** `20261122` of a day counted from 0001-01-01; rows come in order of time, so the last answer is kept. */
function dateOfDay(day: number): string {
  if (day !== lastDay) {
    const iso = new Date((day - EPOCH_DAY) * MILLISECONDS_PER_DAY).toISOString();
    lastDate = iso.slice(0, 10).replaceAll('-', '');
    lastDay = day;
  }
  return lastDate;
}
