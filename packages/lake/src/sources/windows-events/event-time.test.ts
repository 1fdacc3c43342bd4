import { describe, expect, it } from 'vitest';
import { eventTime, isoTime } from './event-time.js';

describe('isoTime', () => {
  it.each([
    ['2020-10-19 02:56:14.283', '2020-10-19T02:56:14.283'],
    ['2020-10-19T02:56:14.1234567Z', '2020-10-19T02:56:14.1234567Z'],
    ['2020-10-19T02:56:14.123456789Z', '2020-10-19T02:56:14.1234567Z'],
    [' 2020-10-19T02:56:14,5+0200 ', '2020-10-19T02:56:14.5+02:00'],
    ['/Date(1603076174283)/', '2020-10-19T02:56:14.283Z'],
    [1_603_076_174_283, '2020-10-19T02:56:14.283Z'],
    [1_603_076_174, '2020-10-19T02:56:14.000Z'],
  ])('reads %s', (value, expected) => {
    expect(isoTime(value)).toBe(expected);
  });

  it.each([
    ['', 'yesterday', '2020-13-01 00:00:00', '2021-02-29 00:00:00', '2020-01-01 24:00:00', '2020-01-01 23:60:00'],
    [
      '0000-01-01 00:00:00',
      '2020-01-01 00:00:00+15:00',
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1e300,
      null,
      {},
      [],
      true,
    ],
  ])('refuses what is no moment', (...values: readonly unknown[]) => {
    for (const value of values) expect(isoTime(value), String(value)).toBeUndefined();
  });
});

describe('eventTime', () => {
  const local = '2020-10-18 10:56:14.285';
  const zoned = '2020-10-19T02:56:14.2851234Z';

  it('believes UtcTime of Sysmon before all, even against a time that claims to be UTC', () => {
    expect(
      eventTime({ UtcTime: '2022-08-18 13:56:13.608' }, ['2022-08-18T06:56:13.611Z'], '2022-08-18T06:56:13.611Z'),
    ).toBe('2022-08-18T13:56:13.608Z');
  });

  it('then the log with a zone, then the timestamp, then the log without', () => {
    expect(eventTime({}, [undefined, zoned], '2020-10-19T02:56:16.000Z')).toBe(zoned);
    expect(eventTime({}, [local], '2020-10-19T02:56:16.000Z')).toBe('2020-10-19T02:56:16.000Z');
    expect(eventTime({}, [local], undefined)).toBe('2020-10-18T10:56:14.285Z');
    expect(eventTime({}, [{ SystemTime: zoned }], undefined)).toBe(zoned);
    expect(eventTime({ UtcTime: '-' }, [], 'never')).toBeUndefined();
  });
});
