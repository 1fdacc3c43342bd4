// Timespans as 64-bit ticks of 100 ns, from and to the texts that KQL uses.

import { entryOf } from './entry-of.js';

const unitTicks: Readonly<Record<string, bigint>> = {
  d: 864_000_000_000n,
  day: 864_000_000_000n,
  days: 864_000_000_000n,
  h: 36_000_000_000n,
  hr: 36_000_000_000n,
  hrs: 36_000_000_000n,
  hour: 36_000_000_000n,
  hours: 36_000_000_000n,
  m: 600_000_000n,
  min: 600_000_000n,
  minute: 600_000_000n,
  minutes: 600_000_000n,
  s: 10_000_000n,
  sec: 10_000_000n,
  second: 10_000_000n,
  seconds: 10_000_000n,
  ms: 10_000n,
  milli: 10_000n,
  millis: 10_000n,
  millisecond: 10_000n,
  milliseconds: 10_000n,
  microsecond: 10n,
  microseconds: 10n,
  micro: 10n,
  micros: 10n,
  tick: 1n,
  ticks: 1n,
};

const withUnit = /^([+-]?)\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-z]+)$/i;
const clock = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7})\d*)?)?$/;

/**
 * The ticks of a timespan text: `1.5h`, `15 seconds`, `1.02:03:04.5`; a bare number is days in a literal and nothing elsewhere.
 * @example parseTimespan('1h', 'text') === 36000000000n
 */
export function parseTimespan(text: string, origin: 'literal' | 'text'): bigint | undefined {
  const trimmed = text.trim();
  const unit = withUnit.exec(trimmed);
  if (unit) {
    const size = entryOf(unitTicks, (unit[3] ?? '').toLowerCase());
    if (size === undefined) return undefined;
    const ticks = scaled(unit[2] ?? '0', size);
    return unit[1] === '-' ? -ticks : ticks;
  }
  const parts = clock.exec(trimmed);
  if (parts) return clockTicks(parts);
  if (origin === 'literal' && /^-?\d+(\.\d+)?$/.test(trimmed)) {
    const days = scaled(trimmed.replace('-', ''), 864_000_000_000n);
    return trimmed.startsWith('-') ? -days : days;
  }
  return undefined;
}

// Decimal digits times ticks without the rounding of a double.
function scaled(digits: string, size: bigint): bigint {
  const [whole = '0', fraction = ''] = digits.split('.');
  const scale = 10n ** BigInt(fraction.length);
  return (BigInt(`${whole}${fraction}`) * size) / scale;
}

function clockTicks(parts: RegExpExecArray): bigint | undefined {
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const total = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const ticks = total * 10_000_000n + BigInt(fraction.padEnd(7, '0'));
  return sign ? -ticks : ticks;
}

/**
 * The text of a timespan, `[-][d.]hh:mm:ss[.fffffff]`.
 * @example formatTimespan(36000000000n) === '01:00:00'
 */
export function formatTimespan(ticks: bigint): string {
  const magnitude = ticks < 0n ? -ticks : ticks;
  const two = (value: bigint): string => value.toString().padStart(2, '0');
  const days = magnitude / 864_000_000_000n;
  const seconds = magnitude / 10_000_000n;
  const fraction = magnitude % 10_000_000n;
  const time = `${two((seconds / 3600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return `${ticks < 0n ? '-' : ''}${days ? `${days}.` : ''}${time}${fraction ? `.${fraction.toString().padStart(7, '0')}` : ''}`;
}
