import { ticksFromMilliseconds } from '@gamekeeper/kql';
import { assert, date, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DATETIME_TICKS, parseDatetime } from './parse-datetime.js';

const earliest = new Date('0001-01-01T00:00:00.000Z');
const latest = new Date('9999-12-31T23:59:59.999Z');

describe('parseDatetime', () => {
  it('agrees with the calendar of Date on every moment that both can tell', () => {
    const moments = date({ min: earliest, max: latest, noInvalidDate: true });
    assert(
      property(moments, (moment) => {
        expect(parseDatetime(moment.toISOString())).toBe(ticksFromMilliseconds(moment.getTime()));
      }),
    );
  });

  it('keeps all seven digits and applies the offset', () => {
    const moments = date({ min: new Date('0002-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
    assert(
      property(moments, integer({ min: 0, max: 9_999 }), integer({ min: -840, max: 840 }), (moment, rest, offset) => {
        const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const zone = `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        const text = `${local}${String(rest).padStart(4, '0')}${zone}`;
        expect(parseDatetime(text)).toBe(ticksFromMilliseconds(moment.getTime()) + BigInt(rest));
      }),
    );
  });

  it('takes fractions of any length and cuts beyond the seventh digit', () => {
    const base = parseDatetime('2021-04-22T12:55:44Z') ?? 0n;
    expect(parseDatetime('2021-04-22T12:55:44.3Z')).toBe(base + 3_000_000n);
    expect(parseDatetime('2021-04-22T12:55:44.294726899Z')).toBe(base + 2_947_268n);
  });

  it('reads a time without an offset as UTC, and a date as its first moment', () => {
    expect(parseDatetime('2021-04-22 12:55')).toBe(parseDatetime('2021-04-22T12:55:00.0000000Z'));
    expect(parseDatetime('2021-04-22')).toBe(parseDatetime('2021-04-22T00:00:00Z'));
  });

  it('covers the whole range and nothing outside', () => {
    expect(parseDatetime('0001-01-01T00:00:00Z')).toBe(0n);
    expect(parseDatetime('9999-12-31T23:59:59.9999999Z')).toBe(MAX_DATETIME_TICKS);
    expect(parseDatetime('0001-01-01T00:00:00+01:00')).toBeUndefined();
    expect(parseDatetime('9999-12-31T23:59:59-01:00')).toBeUndefined();
  });

  it('knows what is no datetime', () => {
    const wrong = ['', 'abc', '2021-13-01', '2021-02-29', '2021-04-31', '0000-01-01', '2021-04-22T24:00:00Z'];
    const odd = ['2021-04-22T10:60:00Z', '2021-4-2', '22.04.2021', '2021-04-22T10:00:00+99:00', '1619096144'];
    for (const text of [...wrong, ...odd]) expect(parseDatetime(text), text).toBeUndefined();
    expect(parseDatetime('2020-02-29')).toBeDefined();
    expect(parseDatetime('1900-02-29')).toBeUndefined();
  });
});
