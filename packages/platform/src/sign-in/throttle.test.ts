import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createThrottle } from './throttle.js';

const options = { free: 3, firstDelay: 1000, longestDelay: 8000, forgetAfter: 60_000 };

test('delays double from the last free attempt on, up to their bound', () => {
  let now = 0;
  const throttle = createThrottle({ clock: () => now, ...options });
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    expect(throttle.begin('a')).toBe(0);
    waits.push(throttle.begin('a'));
    now += waits.at(-1) ?? 0;
  }
  // The first three calls of `begin` in pairs use the free attempts up.
  expect(waits.slice(1)).toEqual([1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000]);
  expect(throttle.begin('b')).toBe(0);
});

test('no schedule, and no clock that jumps, makes anybody wait longer than the bound', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -100_000, max: 100_000 }), fc.boolean())), (steps) => {
      let now = 1e12;
      const throttle = createThrottle({ clock: () => now, ...options });
      return steps.every(([step, refunded]) => {
        now += step;
        const wait = throttle.begin('a');
        if (wait === 0 && refunded) throttle.refund('a');
        return wait <= options.longestDelay;
      });
    }),
  );
});

test('refunded attempts do not count, forgotten ones neither, and memory is bounded', () => {
  const throttle = createThrottle({ clock: () => 0, ...options, capacity: 2 });
  for (let attempt = 0; attempt < 10; attempt += 1) {
    expect(throttle.begin('a')).toBe(0);
    throttle.refund('a');
  }
  for (let attempt = 0; attempt < 3; attempt += 1) throttle.begin('a');
  expect(throttle.begin('a')).toBe(1000);
  throttle.forget('a');
  expect(throttle.begin('a')).toBe(0);
  for (const key of ['a', 'a', 'b', 'c']) throttle.begin(key);
  expect(throttle.begin('a')).toBe(0);
});
