// The lines of the journal: one per event, words between spaces, so that a person can read what was counted when.

import { QuotaError } from './quota-error.js';

/** What a line says. `at` is ledger time, `wall` the date when it was written, both in milliseconds; keys are numbers. */
export type JournalRecord =
  | { readonly kind: 'key'; readonly key: number; readonly text: string }
  | {
      readonly kind: 'call';
      readonly at: number;
      readonly wall: number;
      readonly keys: readonly number[];
      readonly run: string | null;
    }
  | { readonly kind: 'end' | 'beat'; readonly at: number; readonly wall: number; readonly run: string }
  | {
      readonly kind: 'add';
      readonly at: number;
      readonly wall: number;
      readonly keys: readonly number[];
      readonly calls: number;
      readonly ms: number;
    }
  | {
      readonly kind: 'clear';
      readonly at: number;
      readonly wall: number;
      readonly keys: readonly number[];
      readonly what: 'calls' | 'ms' | 'all';
    }
  | {
      readonly kind: 'used';
      readonly key: number;
      readonly calls: readonly number[];
      readonly charges: readonly (readonly [number, number])[];
    }
  | { readonly kind: 'live'; readonly keys: readonly number[]; readonly run: string; readonly startedAt: number }
  | { readonly kind: 'time'; readonly at: number; readonly wall: number };

/** The line of a record. */
export function journalLine(record: JournalRecord): string {
  switch (record.kind) {
    case 'key':
      return `key ${record.key} ${JSON.stringify(record.text)}`;
    case 'call':
      return `call ${record.at} ${record.wall} ${record.keys.join()}${record.run === null ? '' : ` ${record.run}`}`;
    case 'end':
    case 'beat':
      return `${record.kind} ${record.at} ${record.wall} ${record.run}`;
    case 'add':
      return `add ${record.at} ${record.wall} ${record.keys.join()} ${record.calls} ${record.ms}`;
    case 'clear':
      return `clear ${record.at} ${record.wall} ${record.keys.join()} ${record.what}`;
    case 'used':
      return `used ${record.key} ${record.calls.join()} ${record.charges.map(([at, ms]) => `${at}:${ms}`).join()}`;
    case 'live':
      return `live ${record.keys.join()} ${record.run} ${record.startedAt}`;
    case 'time':
      return `time ${record.at} ${record.wall}`;
  }
}

/**
 * The record of a line.
 * @throws QuotaError `journal-unusable` for a line that no version wrote.
 */
export function parseJournalLine(line: string): JournalRecord {
  const [kind, ...words] = line.split(' ');
  const [a = '', b = '', c = '', d = '', e = ''] = words;
  switch (kind) {
    case 'key': {
      const text: unknown = JSON.parse(line.slice(line.indexOf(' ', 4) + 1));
      if (typeof text !== 'string') throw foreign(line);
      return { kind, key: whole(a, line), text };
    }
    case 'call':
      return { kind, at: whole(a, line), wall: whole(b, line), keys: wholes(c, line), run: d === '' ? null : d };
    case 'end':
    case 'beat':
      return { kind, at: whole(a, line), wall: whole(b, line), run: c };
    case 'add':
      return {
        kind,
        at: whole(a, line),
        wall: whole(b, line),
        keys: wholes(c, line),
        calls: whole(d, line),
        ms: whole(e, line),
      };
    case 'clear':
      if (d !== 'calls' && d !== 'ms' && d !== 'all') throw foreign(line);
      return { kind, at: whole(a, line), wall: whole(b, line), keys: wholes(c, line), what: d };
    case 'used': {
      const charges = c === '' ? [] : c.split(',').map((pair) => pair.split(':'));
      return {
        kind,
        key: whole(a, line),
        calls: wholes(b, line),
        charges: charges.map(([at = '', ms = '']) => [whole(at, line), whole(ms, line)] as const),
      };
    }
    case 'live':
      return { kind, keys: wholes(a, line), run: b, startedAt: whole(c, line) };
    case 'time':
      return { kind, at: whole(a, line), wall: whole(b, line) };
    default:
      throw foreign(line);
  }
}

function wholes(text: string, line: string): readonly number[] {
  return text === '' ? [] : text.split(',').map((word) => whole(word, line));
}

function whole(text: string, line: string): number {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value)) throw foreign(line);
  return value;
}

function foreign(line: string): QuotaError {
  const shown = JSON.stringify(line.slice(0, 60));
  return new QuotaError('journal-unusable', `the quota journal holds a line that is not one of its own: ${shown}`);
}
