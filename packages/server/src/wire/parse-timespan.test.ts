import { ticksFromMilliseconds } from '@gamekeeper/kql';
import { expect, test } from 'vitest';
import { parseTimespan } from './parse-timespan.js';

const now = Date.parse('2026-03-31T12:00:00Z');
const window = (from: string, to: string) => ({
  from: ticksFromMilliseconds(Date.parse(from)),
  to: ticksFromMilliseconds(Date.parse(to)),
});

test.each([
  ['P30D', '2026-03-01T12:00:00Z', '2026-03-31T12:00:00Z'],
  ['PT1H30M', '2026-03-31T10:30:00Z', '2026-03-31T12:00:00Z'],
  ['PT0.5S', '2026-03-31T11:59:59.500Z', '2026-03-31T12:00:00Z'],
  ['P1W', '2026-03-24T12:00:00Z', '2026-03-31T12:00:00Z'],
  ['2026-03-01', '2026-03-01T00:00:00Z', '2026-03-31T12:00:00Z'],
  ['2026-03-01T00:00:00Z/2026-03-02T00:00:00+02:00', '2026-03-01T00:00:00Z', '2026-03-01T22:00:00Z'],
  ['P1D/2026-03-02T06:00:00Z', '2026-03-01T06:00:00Z', '2026-03-02T06:00:00Z'],
  ['2026-03-01T06:00:00.1234567Z/P1D', '2026-03-01T06:00:00.123Z', '2026-03-02T06:00:00.123Z'],
])('%s', (text, from, to) => expect(parseTimespan(text, now)).toEqual(window(from, to)));

test.each(['', 'P', 'PT', 'P1', '30D', 'P1D/P1D', 'now', '2026-13-01', 'a/b', '1/2/3', '2026-03-02/2026-03-01'])(
  'refused: %s',
  (text) => expect(parseTimespan(text, now)).toBeNull(),
);
