// Usage in the memory of one process, with a journal from which it is restored after whatever ended the process.

import type { Clock, SteadyClock } from '../clock.js';
import type { BoundQuota, QuotaKey } from './bind-quota.js';
import { budgetEndsIn, decide, limitStates } from './decide.js';
import { openJournal, readJournal } from './journal-file.js';
import { type JournalRecord, journalLine } from './journal-record.js';
import type { LedgerRun, QuotaLedger } from './quota-ledger.js';
import { longestWindowMs } from './quota-profile.js';
import { replayJournal } from './replay-journal.js';
import { type Retention, Usage } from './usage.js';

export interface MemoryLedgerOptions {
  /** Counts time: `steadyClock`, or `steadied(clock)` of a clock that is played with. */
  readonly clock: SteadyClock;
  /** Path of the journal, and the clock that tells how long the process was away; without it nothing survives a restart. */
  readonly journal?: { readonly path: string; readonly wallClock: Clock };
}

/** Usage of a key, and its number in the journal. */
interface Entry {
  readonly usage: Usage;
  readonly number: number;
  /** Null until a call met the key: restored usage is kept whole. */
  retention: Retention | null;
}

const SMALLEST_REWRITE = 4 * 2 ** 20;

/**
 * A ledger of one process; every method answers at once.
 *
 * With a journal, each count is a line that the operating system has before the call is answered, so that a process
 * killed at any moment forgets nothing (a machine that loses power may forget what its disk had not taken yet). Time
 * away is what the wall clock says has passed since the last line, and none if it says less than that. A run that was
 * live is charged up to its last sign of life in the journal: the latest line of any kind, at most one interval of
 * `check` before the end.
 * @throws QuotaError `journal-unusable` when the journal cannot be read or written.
 * @example createMemoryLedger({ clock: steadyClock, journal: { path: 'data/quotas.journal', wallClock } })
 */
export function createMemoryLedger({ clock, journal }: MemoryLedgerOptions): QuotaLedger {
  const entries = new Map<string, Entry>();
  let lastKey = 0;
  let lastRun = 0;
  const opened = Math.floor(clock());
  let base = 0;
  let latest = opened;

  if (journal !== undefined) {
    const restored = replayJournal(readJournal(journal.path), journal.wallClock());
    for (const [text, usage] of restored.usages) entries.set(text, { usage, number: ++lastKey, retention: null });
    if (restored.resumeAt !== null) {
      base = restored.resumeAt - opened;
      latest = restored.resumeAt;
    }
  }
  const file = journal === undefined ? null : openJournal(journal.path, snapshot());
  let sweep = entries.entries();

  /** Ledger time of a moment of the clock; it never goes back. */
  function timeOf(at: number = clock()): number {
    latest = Math.max(latest, base + Math.floor(at));
    return latest;
  }

  function entryOf(key: QuotaKey): Entry {
    const found = entries.get(key.text);
    if (found !== undefined) {
      found.retention ??= key.retention;
      return found;
    }
    const entry = { usage: new Usage(), number: ++lastKey, retention: key.retention };
    entries.set(key.text, entry);
    file?.append(journalLine({ kind: 'key', key: entry.number, text: key.text }));
    return entry;
  }

  /** Looks at `count` keys, two for each one added, so that keys long idle do not pile up. */
  function forgetIdle(count: number): void {
    for (let looked = 0; looked < count; looked++) {
      const next = sweep.next();
      if (next.done) {
        sweep = entries.entries();
        continue;
      }
      const [text, { usage, retention }] = next.value;
      const kept = retention === null ? longestWindowMs : Math.max(retention.callsMs, retention.chargesMs);
      if (usage.runs.size === 0 && usage.latest <= latest - kept) entries.delete(text);
    }
  }

  function usagesOf(bound: BoundQuota): readonly Usage[] {
    return bound.keys.map((key) => entries.get(key.text)?.usage ?? new Usage());
  }

  /** Comes before the change in memory: what cannot be journalled is not counted, and a snapshot is taken between changes. */
  function write(record: JournalRecord): void {
    if (file === null) return;
    if (file.appended > Math.max(SMALLEST_REWRITE, 2 * file.rewritten)) file.rewrite(snapshot());
    file.append(journalLine(record));
  }

  function wall(): number {
    return Math.floor(journal?.wallClock() ?? 0);
  }

  function numbersOf(bound: BoundQuota): readonly number[] {
    return bound.keys.map((key) => entryOf(key).number);
  }

  function* snapshot(): Generator<string> {
    yield journalLine({ kind: 'time', at: latest, wall: wall() });
    const live = new Map<string, { keys: number[]; startedAt: number }>();
    for (const [text, { usage, number, retention }] of entries) {
      if (retention !== null) usage.forget(retention, latest);
      yield journalLine({ kind: 'key', key: number, text });
      if (usage.empty) continue;
      const calls = [...usage.calls.entries()].map(([at]) => at);
      yield journalLine({ kind: 'used', key: number, calls, charges: [...usage.charges.entries()] });
      for (const [run, startedAt] of usage.runs) {
        const known = live.get(run) ?? { keys: [], startedAt };
        known.keys.push(number);
        live.set(run, known);
      }
    }
    for (const [run, { keys, startedAt }] of live) yield journalLine({ kind: 'live', keys, run, startedAt });
  }

  function standing(bound: BoundQuota, at: number) {
    return { at, limits: limitStates(bound, usagesOf(bound), at) };
  }

  function endRun({ id, bound }: LedgerRun, at: number): void {
    const usages = usagesOf(bound).filter((usage) => usage.runs.has(id));
    if (usages.length === 0) return;
    // The run is over whether or not the journal can be told.
    for (const usage of usages) usage.end(id, at);
    write({ kind: 'end', at, wall: wall(), run: id });
  }

  return {
    take(bound, moment) {
      const at = timeOf(moment);
      const known = lastKey;
      const found = bound.keys.map(entryOf);
      const usages = found.map((entry) => entry.usage);
      const verdict = decide(bound, usages, at);
      const { admitted, exceeded, retryInMs } = verdict;
      if (!admitted) return { admitted, exceeded, retryInMs, at, limits: limitStates(bound, usages, at), run: null };
      const run = bound.timed ? `${at}-${++lastRun}` : null;
      write({ kind: 'call', at, wall: wall(), keys: found.map((entry) => entry.number), run });
      for (const [index, { retention }] of bound.keys.entries()) {
        const usage = usages[index];
        if (usage === undefined) continue;
        if (retention.calls > 0) usage.calls.add(at);
        if (run !== null && retention.chargesMs > 0) usage.begin(run, at);
        usage.forget(retention, at);
      }
      if (lastKey > known) forgetIdle(2 * (lastKey - known));
      const limits = limitStates(bound, usages, at);
      return { admitted, exceeded, retryInMs, at, limits, run: run === null ? null : { id: run, bound } };
    },

    read: (bound, moment) => standing(bound, timeOf(moment)),

    check(run) {
      const at = timeOf();
      const usages = usagesOf(run.bound);
      const endsInMs = budgetEndsIn(run.bound, usages, at);
      const live = usages.some((usage) => usage.runs.has(run.id));
      if (live && endsInMs > 0) write({ kind: 'beat', at, wall: wall(), run: run.id });
      else endRun(run, at);
      return { live: live && endsInMs > 0, endsInMs, ...standing(run.bound, at) };
    },

    end(run) {
      const at = timeOf();
      endRun(run, at);
      return standing(run.bound, at);
    },

    add(bound, calls, ms) {
      const at = timeOf();
      write({ kind: 'add', at, wall: wall(), keys: numbersOf(bound), calls, ms });
      for (const key of bound.keys) {
        const { usage } = entryOf(key);
        for (let count = Math.min(calls, key.retention.calls); count > 0; count--) usage.calls.add(at);
        if (key.retention.chargesMs > 0) usage.charge(at, ms);
        usage.forget(key.retention, at);
      }
      return standing(bound, at);
    },

    clear(bound, what) {
      const at = timeOf();
      write({ kind: 'clear', at, wall: wall(), keys: numbersOf(bound), what });
      for (const key of bound.keys) {
        entryOf(key).usage.clear(what);
      }
      return standing(bound, at);
    },

    close() {
      file?.append(journalLine({ kind: 'time', at: timeOf(), wall: wall() }));
      file?.close();
    },
  };
}
