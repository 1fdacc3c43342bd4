// Usage as text, for a ledger that keeps it outside the process.

import { QuotaError } from './quota-error.js';
import { Usage } from './usage.js';

/** A key's usage, and when each of its live runs last showed that its node is alive. */
export interface StoredUsage {
  readonly usage: Usage;
  readonly beats: Map<string, number>;
}

/** The text of a usage: JSON; a time is told as its distance from the one before. */
export function usageText({ usage, beats }: StoredUsage): string {
  let before = 0;
  const distance = (at: number) => {
    const passed = at - before;
    before = at;
    return passed;
  };
  const calls = [...usage.calls.entries()].map(([at]) => distance(at));
  const charges = [...usage.charges.entries()];
  const runs = [...usage.runs].map(([id, startedAt]) => [id, startedAt, beats.get(id) ?? startedAt]);
  return JSON.stringify({ calls, charges, runs });
}

/** @throws QuotaError `state-unusable` for what `usageText` did not write. */
export function parseUsage(key: string, text: string): StoredUsage {
  const stored = { usage: new Usage(), beats: new Map<string, number>() };
  const { calls, charges, runs } = parts(key, text);
  let at = 0;
  for (const passed of calls) {
    if (typeof passed !== 'number') throw unusable(key);
    at += passed;
    stored.usage.calls.add(at);
  }
  for (const charge of charges) {
    if (!Array.isArray(charge) || typeof charge[0] !== 'number' || typeof charge[1] !== 'number') throw unusable(key);
    stored.usage.charge(charge[0], charge[1]);
  }
  for (const run of runs) {
    if (!Array.isArray(run) || typeof run[0] !== 'string' || typeof run[1] !== 'number' || typeof run[2] !== 'number') {
      throw unusable(key);
    }
    stored.usage.begin(run[0], run[1]);
    stored.beats.set(run[0], run[2]);
  }
  return stored;
}

function parts(key: string, text: string): Record<'calls' | 'charges' | 'runs', readonly unknown[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable(key, error);
  }
  if (typeof value !== 'object' || value === null) throw unusable(key);
  const { calls, charges, runs } = value as Partial<Record<string, unknown>>;
  if (!Array.isArray(calls) || !Array.isArray(charges) || !Array.isArray(runs)) throw unusable(key);
  return { calls, charges, runs };
}

function unusable(key: string, cause?: unknown): QuotaError {
  const message = `what ${JSON.stringify(key)} has used of its quota is stored in a form that cannot be read`;
  return new QuotaError('state-unusable', message, { cause });
}
