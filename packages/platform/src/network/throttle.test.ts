import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSignInThrottle } from './sign-in-throttle.js';
import { createThrottle } from './throttle.js';

const hour = 3_600_000;

test('waits double from the first try past the free ones up to the longest, and each is exact', () => {
  let now = 0;
  const throttle = createThrottle({
    clock: () => now,
    points: 3,
    windowMs: 1_000 * hour,
    blockMs: 1_000,
    maxBlockMs: 5_000,
  });
  for (let count = 0; count < 3; count += 1) expect(throttle.take('a')).toEqual({ allowed: true });
  for (const wait of [1_000, 2_000, 4_000, 5_000, 5_000]) {
    expect(throttle.take('a')).toEqual({ allowed: false, retryAfterMs: wait });
    now += wait - 1;
    expect(throttle.take('a')).toEqual({ allowed: false, retryAfterMs: 1 });
    now += 1;
    expect(throttle.take('a')).toEqual({ allowed: true });
  }
  expect(throttle.take('b')).toEqual({ allowed: true });
});

test('tries at once gain nothing over tries in turn', () => {
  const throttle = createThrottle({ clock: () => 0, points: 5, windowMs: hour, blockMs: 1_000 });
  const verdicts = Array.from({ length: 1_000 }, () => throttle.take('a').allowed);
  expect(verdicts.filter(Boolean)).toHaveLength(5);
});

test('a wait ends when its verdict said, whatever was tried before and however long it took', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(120_000), { maxLength: 60 }), (pauses) => {
      let now = 1_000_000;
      const throttle = createThrottle({
        clock: () => now,
        points: 4,
        windowMs: 60_000,
        blockMs: 500,
        maxBlockMs: 30_000,
      });
      for (const pause of pauses) {
        now += pause;
        const verdict = throttle.take('a');
        if (verdict.allowed) continue;
        expect(verdict.retryAfterMs).toBeLessThanOrEqual(30_000);
        now += verdict.retryAfterMs - 1;
        expect(throttle.take('a').allowed).toBe(false);
        now += 1;
        expect(throttle.take('a').allowed).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('success resets, time forgets, a clock set back does not stretch a wait', () => {
  let now = hour;
  const throttle = createThrottle({ clock: () => now, points: 2, windowMs: hour, blockMs: hour });
  const exhaust = () => {
    while (throttle.take('a').allowed);
  };
  exhaust();
  throttle.reset('a');
  expect(throttle.take('a').allowed).toBe(true);
  exhaust();
  now += hour;
  expect(throttle.take('a').allowed).toBe(true);
  exhaust();
  now -= 2 * hour;
  expect(throttle.take('a').allowed).toBe(true);
});

test('memory is bounded: the key that tried longest ago is forgotten', () => {
  const throttle = createThrottle({ clock: () => 0, points: 1, windowMs: hour, blockMs: hour, maxKeys: 2 });
  for (const key of ['a', 'b', 'c']) throttle.take(key);
  expect(throttle.take('c').allowed).toBe(false);
  expect(throttle.take('a').allowed).toBe(true);
});

test('an account is guarded against many addresses, an address against many accounts', () => {
  const throttle = createSignInThrottle({ clock: () => 0, accountFailures: 3, addressFailures: 5 });
  const spread = Array.from({ length: 10 }, (_, at) => throttle.attempt({ account: 'Alice', address: `10.0.0.${at}` }));
  expect(spread.filter(({ allowed }) => allowed)).toHaveLength(3);
  expect(throttle.attempt({ account: 'ALICE', address: '10.1.0.1' }).allowed).toBe(false);
  const spray = Array.from({ length: 10 }, (_, at) => throttle.attempt({ account: `b${at}`, address: '192.0.2.1' }));
  expect(spray.filter(({ allowed }) => allowed)).toHaveLength(5);
});

test('one right password among wrong ones does not free an address', () => {
  const throttle = createSignInThrottle({ clock: () => 0, addressFailures: 5 });
  let guesses = 0;
  for (let round = 0; round < 50; round += 1) {
    const own = { account: 'mallory', address: '192.0.2.1' };
    if (throttle.attempt(own).allowed) throttle.succeeded(own);
    if (throttle.attempt({ account: `victim${round}`, address: '192.0.2.1' }).allowed) guesses += 1;
  }
  expect(guesses).toBe(5);
});

test('strangers who fail do not lock the owner out of where they signed in before', () => {
  let now = 0;
  const throttle = createSignInThrottle({ clock: () => now, accountFailures: 3 });
  const owner = { account: 'alice', address: '198.51.100.1' };
  expect(throttle.attempt(owner).allowed).toBe(true);
  throttle.succeeded(owner);
  for (let at = 0; at < 20; at += 1) throttle.attempt({ account: 'alice', address: `10.0.0.${at}` });
  expect(throttle.attempt({ account: 'alice', address: '10.0.1.1' }).allowed).toBe(false);
  expect(throttle.attempt(owner).allowed).toBe(true);
  now += 5 * 60_000;
  expect(throttle.attempt({ account: 'alice', address: '10.0.1.1' }).allowed).toBe(true);
});
