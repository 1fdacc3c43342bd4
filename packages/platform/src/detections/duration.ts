// Durations as rules write them: ISO 8601 (`PT5M`) and the short form of Sentinel's files (`5m`).

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
const shortUnits = new Map([
  ['s', second],
  ['m', minute],
  ['h', hour],
  ['d', day],
]);

/**
 * Milliseconds, or undefined for what is no duration.
 * @example readDuration('PT1H30M') → 5_400_000, readDuration('14d') → 1_209_600_000, readDuration('1H') → 3_600_000
 */
export function readDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})\s*([smhd])$/i.exec(text.trim()) ?? [];
  if (count !== undefined && unit !== undefined) return Number(count) * (shortUnits.get(unit.toLowerCase()) ?? 0);
  const parts = /^P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/.exec(
    text.trim(),
  );
  if (!parts || !/\d[WDHMS]$/.test(text.trim())) return undefined;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (
    ((weeks ?? 0) * 7 + (days ?? 0)) * day + (hours ?? 0) * hour + (minutes ?? 0) * minute + (seconds ?? 0) * second
  );
}

/**
 * The shortest ISO form in days or in hours, minutes and seconds.
 * @example writeDuration(5_400_000) → 'PT1H30M', writeDuration(86_400_000) → 'P1D'
 */
export function writeDuration(ms: number): string {
  if (ms > 0 && ms % day === 0) return `P${ms / day}D`;
  const part = (size: number, of: number, letter: string) => {
    const count = Math.floor((ms % of) / size);
    return count === 0 ? '' : `${count}${letter}`;
  };
  const text = `${part(hour, Number.POSITIVE_INFINITY, 'H')}${part(minute, hour, 'M')}${part(second, minute, 'S')}`;
  return text === '' ? 'PT0S' : `PT${text}`;
}
