// Bounds how many hunts run at once, and shares the places fairly: a tenant that asks for much waits for itself, not others for it.

import { HuntError } from './hunting-service.js';

export interface FairQueueOptions {
  /** Hunts that run at once. */
  readonly maxConcurrent: number;
  /** Of these, one namespace's at most. */
  readonly maxConcurrentPerNamespace: number;
  /** Hunts of one namespace that wait at most; more are refused with `busy`. */
  readonly maxQueued: number;
}

/** A queue of hunts, by namespace. */
export interface FairQueue {
  /**
   * Resolves when the hunt may run, with what to call when it has ended.
   * @throws HuntError `busy` when too many of its namespace wait, `cancelled` when the signal is aborted before its turn
   */
  enter(namespace: string | null, signal?: AbortSignal): Promise<() => void>;
}

type Start = () => void;

/** @example const leave = await createFairQueue({ maxConcurrent: 4, maxConcurrentPerNamespace: 3, maxQueued: 16 }).enter(null); */
export function createFairQueue(options: FairQueueOptions): FairQueue {
  const { maxConcurrent, maxConcurrentPerNamespace, maxQueued } = options;
  const running = new Map<string | null, number>();
  /** Those who wait, the namespace whose turn it is first. */
  const waiting = new Map<string | null, Set<Start>>();
  let total = 0;

  const mayStart = (namespace: string | null): boolean =>
    total < maxConcurrent && (running.get(namespace) ?? 0) < maxConcurrentPerNamespace;

  function start(namespace: string | null): () => void {
    total++;
    running.set(namespace, (running.get(namespace) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      total--;
      const others = (running.get(namespace) ?? 1) - 1;
      if (others === 0) running.delete(namespace);
      else running.set(namespace, others);
      startNext();
    };
  }

  function startNext(): void {
    for (const [namespace, starts] of waiting) {
      const [first] = starts;
      if (first === undefined || !mayStart(namespace)) continue;
      starts.delete(first);
      // Its namespace has had its turn and queues up again behind the others.
      waiting.delete(namespace);
      if (starts.size > 0) waiting.set(namespace, starts);
      first();
      return;
    }
  }

  return {
    enter(namespace, signal) {
      if (signal?.aborted) return Promise.reject(cancelled());
      const queue = waiting.get(namespace) ?? new Set<Start>();
      if (queue.size === 0 && mayStart(namespace)) return Promise.resolve(start(namespace));
      if (queue.size >= maxQueued)
        return Promise.reject(
          new HuntError('busy', `${queue.size} queries of the tenant wait already, at most ${maxQueued} may`),
        );
      waiting.set(namespace, queue);
      return new Promise((resolve, reject) => {
        const begin = () => {
          signal?.removeEventListener('abort', abort);
          resolve(start(namespace));
        };
        const abort = () => {
          queue.delete(begin);
          if (queue.size === 0 && waiting.get(namespace) === queue) waiting.delete(namespace);
          reject(cancelled());
        };
        queue.add(begin);
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
  };
}

function cancelled(): HuntError {
  return new HuntError('cancelled', 'the query was cancelled before its turn');
}
