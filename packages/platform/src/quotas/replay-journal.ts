// Rebuilds usage from the lines that a process left behind, however it ended.

import { parseJournalLine } from './journal-record.js';
import { Usage } from './usage.js';

/** What a journal says was used, and the ledger time at which counting goes on; null where there was no journal. */
export interface RestoredUsage {
  readonly usages: ReadonlyMap<string, Usage>;
  readonly resumeAt: number | null;
}

/**
 * Replays a journal. Time away is what `wallNow` is ahead of the last line, never less than none. Runs still live at
 * the end are charged up to the last line, when the process was certainly alive.
 * @throws QuotaError `journal-unusable` for a line that no version wrote.
 */
export function replayJournal(lines: readonly string[], wallNow: number): RestoredUsage {
  const texts = new Map<number, string>();
  const usages = new Map<number, Usage>();
  const live = new Map<string, readonly number[]>();
  let last: { at: number; wall: number } | null = null;
  const usageOf = (key: number) => {
    const usage = usages.get(key) ?? new Usage();
    usages.set(key, usage);
    return usage;
  };
  const begin = (run: string, keys: readonly number[], startedAt: number) => {
    live.set(run, keys);
    for (const key of keys) usageOf(key).begin(run, startedAt);
  };
  const end = (run: string, at: number) => {
    for (const key of live.get(run) ?? []) usageOf(key).end(run, at);
    live.delete(run);
  };

  for (const line of lines) {
    const record = parseJournalLine(line);
    if ('wall' in record) last = { at: record.at, wall: record.wall };
    switch (record.kind) {
      case 'key':
        texts.set(record.key, record.text);
        break;
      case 'call':
        for (const key of record.keys) usageOf(key).calls.add(record.at);
        if (record.run !== null) begin(record.run, record.keys, record.at);
        break;
      case 'end':
        end(record.run, record.at);
        break;
      case 'add':
        for (const key of record.keys) {
          for (let count = record.calls; count > 0; count--) usageOf(key).calls.add(record.at);
          usageOf(key).charge(record.at, record.ms);
        }
        break;
      case 'clear':
        for (const key of record.keys) usageOf(key).clear(record.what);
        break;
      case 'used':
        for (const at of record.calls) usageOf(record.key).calls.add(at);
        for (const [at, ms] of record.charges) usageOf(record.key).charge(at, ms);
        break;
      case 'live':
        begin(record.run, record.keys, record.startedAt);
        break;
      case 'beat':
      case 'time':
        break;
    }
  }
  if (last === null) return { usages: new Map(), resumeAt: null };
  for (const run of [...live.keys()]) end(run, last.at);
  const named = [...usages].flatMap(([key, usage]) => {
    const text = texts.get(key);
    return text === undefined ? [] : [[text, usage] as const];
  });
  return { usages: new Map(named), resumeAt: last.at + Math.max(0, Math.floor(wallNow) - last.wall) };
}
