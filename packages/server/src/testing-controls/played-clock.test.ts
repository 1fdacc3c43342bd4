import { expect, test } from 'vitest';
import { createPlayedClock } from './played-clock.js';

function machine() {
  const time = { wall: 1_000_000, pace: 0.4 };
  const pass = (ms: number) => {
    time.wall += ms;
    time.pace += ms;
  };
  return { time, pass, options: { wall: () => time.wall, pace: () => time.pace } };
}

test('unplayed it is the machine, a correction of whose date is no time that passed', () => {
  const { time, pass, options } = machine();
  const clock = createPlayedClock(options);
  const before = clock.steady();
  time.wall += 86_400_000;
  pass(5);
  expect(clock.now()).toBe(87_400_005);
  expect(clock.steady() - before).toBe(5);
  expect(clock.show()).toEqual({ now: '1970-01-02T00:16:40.005Z', mode: 'machine', rate: 1 });
});

test('frozen it stands, and moves by exactly what it is advanced', () => {
  const { pass, options } = machine();
  const clock = createPlayedClock(options);
  pass(7);
  expect(clock.freeze()).toMatchObject({ mode: 'played', rate: 0 });
  const passed = clock.steady();
  pass(1_000);
  expect([clock.now(), clock.steady()]).toEqual([1_000_007, passed]);
  clock.advance(59_999);
  expect([clock.now(), clock.steady()]).toEqual([1_060_006, passed + 59_999]);
  clock.resume();
  pass(10);
  expect([clock.now(), clock.steady()]).toEqual([1_060_016, passed + 60_009]);
});

test('scaled it runs as many times as fast; a move back is no time', () => {
  const { pass, options } = machine();
  const clock = createPlayedClock({ ...options, start: '2026-01-01T00:00:00Z' });
  clock.scale(60);
  const passed = clock.steady();
  pass(1_000);
  expect(new Date(clock.now()).toISOString()).toBe('2026-01-01T00:01:00.000Z');
  expect(clock.steady() - passed).toBe(60_000);
  clock.set('2025-01-01T00:00:00Z');
  expect(clock.steady() - passed).toBe(60_000);
  expect(clock.reset().now).toBe('2026-01-01T00:00:00.000Z');
});

test.each([
  ['a step back', (clock: ReturnType<typeof createPlayedClock>) => clock.advance(-1), /from 0, found -1/],
  ['half a millisecond', (clock: ReturnType<typeof createPlayedClock>) => clock.advance(0.5), /found 0.5/],
  ['no pace', (clock: ReturnType<typeof createPlayedClock>) => clock.scale(0), /above 0/],
  ['no moment', (clock: ReturnType<typeof createPlayedClock>) => clock.set('soon'), /ISO 8601, found "soon"/],
  ['too far', (clock: ReturnType<typeof createPlayedClock>) => clock.advance(9e15), /1970 to 9999/],
])('%s is refused and changes nothing', (_, act, message) => {
  const clock = createPlayedClock(machine().options);
  expect(() => act(clock)).toThrow(message);
  expect(clock.show()).toEqual({ now: '1970-01-01T00:16:40.000Z', mode: 'machine', rate: 1 });
});
