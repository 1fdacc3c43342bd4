// Durations as people write them.

import { CliError } from '../cli-error.js';

const units = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * Milliseconds of a duration such as `1h30m` or `250ms`.
 * @throws CliError
 * @example readDuration('1m30s') // 90000
 */
export function readDuration(text: string): number {
  if (!/^(\d+(ms|[smhd]))+$/.test(text)) {
    throw new CliError(`expected a duration such as 90s, 1h30m, 2d or 250ms, found '${text}'`);
  }
  const parts = [...text.matchAll(/(\d+)(ms|[smhd])/g)];
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (units.get(unit) ?? 0), 0);
}
