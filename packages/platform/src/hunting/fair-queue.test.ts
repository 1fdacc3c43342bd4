import { expect, test } from 'vitest';
import { createFairQueue } from './fair-queue.js';

const options = { maxConcurrent: 2, maxConcurrentPerNamespace: 2, maxQueued: 3 };

/** A queue that notes who started, in order. */
function observed(settings = options) {
  const queue = createFairQueue(settings);
  const started: string[] = [];
  const leaves: (() => void)[] = [];
  const ask = (namespace: string | null, name: string, signal?: AbortSignal) =>
    queue.enter(namespace, signal).then((leave) => {
      started.push(name);
      leaves.push(leave);
    });
  /** Ends the hunt that started first, and waits until its successor has started. */
  const end = async () => {
    leaves.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ask, end, started };
}

test('those who wait are served in turns, namespace by namespace', async () => {
  const { ask, end, started } = observed();
  const all = [
    ...['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => ask('tenant-a', name)),
    ...['b1', 'b2'].map((name) => ask('tenant-b', name)),
    ask(null, 'h1'),
  ];
  await end();
  for (let n = 0; n < 7; n++) await end();
  await Promise.all(all);
  expect(started).toEqual(['a1', 'a2', 'a3', 'b1', 'h1', 'a4', 'b2', 'a5']);
});

test('one namespace cannot take all places', async () => {
  const { ask, started } = observed({ ...options, maxConcurrent: 3 });
  for (const name of ['a1', 'a2', 'a3']) void ask('tenant-a', name);
  await ask('tenant-b', 'b1');
  expect(started).toEqual(['a1', 'a2', 'b1']);
});

test('beyond the queue a hunt is refused as busy, those of others are not', async () => {
  const { ask, end, started } = observed();
  for (let n = 0; n < 5; n++) void ask('tenant-a', `a${n}`);
  await expect(ask('tenant-a', 'too many')).rejects.toMatchObject({ code: 'busy' });
  const other = ask('tenant-b', 'b');
  await end();
  await end();
  await other;
  expect(started).toContain('b');
  void ask('tenant-a', 'fits again');
  await end();
  await end();
  await end();
  await end();
  expect(started).toContain('fits again');
});

test('one that is cancelled while it waits leaves its place to the next', async () => {
  const { ask, end, started } = observed({ ...options, maxConcurrent: 1 });
  await ask(null, 'first');
  const abort = new AbortController();
  const waits = ask(null, 'cancelled', abort.signal);
  const next = ask(null, 'next');
  abort.abort();
  await expect(waits).rejects.toMatchObject({ code: 'cancelled' });
  await expect(ask(null, 'never', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  await end();
  await next;
  expect(started).toEqual(['first', 'next']);
});
