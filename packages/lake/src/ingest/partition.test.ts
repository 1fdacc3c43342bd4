import { ticksFromMilliseconds } from '@gamekeeper/kql';
import { describe, expect, it } from 'vitest';
import { NOW } from './ingest.fixture.js';
import { partitionOf } from './partition.js';

const DAY = 86_400_000;
const at = (milliseconds: number): string => partitionOf(ticksFromMilliseconds(milliseconds), NOW);

describe('partitionOf', () => {
  it('gives each recent day its own, by UTC', () => {
    expect(at(NOW)).toBe('d20261122');
    expect(at(Date.UTC(2026, 10, 22))).toBe('d20261122');
    expect(at(Date.UTC(2026, 10, 22) - 1)).toBe('d20261121');
  });

  it('goes over to months after 92 days', () => {
    expect(at(NOW - 92 * DAY)).toBe('d20260822');
    expect(at(NOW - 93 * DAY)).toBe('m202608');
    expect(at(Date.UTC(2020, 0, 15))).toBe('m202001');
  });

  it('allows clocks to run two days ahead', () => {
    expect(at(NOW + 2 * DAY)).toBe('d20261124');
    expect(at(NOW + 3 * DAY)).toBe('m202611');
  });

  it('has a place for the first and the last datetime', () => {
    expect(partitionOf(0n, NOW)).toBe('m000101');
    expect(partitionOf(3_155_378_975_999_999_999n, NOW)).toBe('m999912');
  });
});
