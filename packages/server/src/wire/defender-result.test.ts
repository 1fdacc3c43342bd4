import { expect, test } from 'vitest';
import { cpuTime } from './defender-result.js';

test.each([
  [0, '00:00:00'],
  [1250, '00:00:01.2500000'],
  [0.0001, '00:00:00.0000001'],
  [3_661_000, '01:01:01'],
  [100 * 3_600_000 + 15.625, '100:00:00.0156250'],
])('CPU time of %d ms is %s', (milliseconds, text) => expect(cpuTime(milliseconds)).toBe(text));
