// Hears of the changes of other nodes on a connection of its own: woken by NOTIFY, by a poll where that fails, and again after the connection was lost.

import type { Client } from 'pg';
import type { Clock } from '../clock.js';
import type { ChangeFeed, SeenChange } from './change-feed.js';
import { eventChannel } from './event-log.js';

/** Milliseconds after which a look that found everything told no longer vouches for now. */
const vouchFor = 1_000;
const firstRetry = 50;
const lastRetry = 2_000;
const pageSize = 1_000;

export interface EventWatchOptions {
  /** A client that is not connected yet; its queries must time out within a second. */
  readonly createClient: () => Client;
  readonly feed: ChangeFeed;
  /** A clock that never steps. */
  readonly pace: Clock;
  /** Milliseconds between two looks at the log without a notification; 500 unless told. */
  readonly pollEvery?: number;
}

export interface EventWatch {
  /** Whether every change that was committed more than a second ago has been told. */
  isCurrent(): boolean;
  /** Vouches for nothing until the next look at the log. */
  distrust(): void;
  close(): Promise<void>;
}

/** Starts watching; resolves after the first attempt, whatever came of it. */
export async function watchEvents(options: EventWatchOptions): Promise<EventWatch> {
  const { createClient, feed, pace, pollEvery = 500 } = options;
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let wake: () => void = () => {};
  let woken = false;

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => wake(), woken || closed ? 0 : milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const wakeUp = (): void => {
    woken = true;
    wake();
  };

  async function look(client: Client): Promise<void> {
    woken = false;
    for (;;) {
      const asked = pace();
      const text = 'select id, kind, subject from event where id > $1 order by id limit $2';
      const { rows } = await client.query<SeenChange>(text, [feed.seen, pageSize]);
      if (!feed.tell(rows)) throw new Error(`expected event ${feed.seen + 1}, which is missing from the log`);
      if (rows.length < pageSize) {
        // The answer holds what was committed when it was asked for, maybe not what came since.
        confirmedAt = asked;
        return;
      }
    }
  }

  async function connectAndWatch(onLook: () => void): Promise<void> {
    const client = createClient();
    // The next look fails by it.
    client.on('error', wakeUp);
    client.on('notification', wakeUp);
    try {
      await client.connect();
      await client.query(`listen ${eventChannel}`);
      while (!closed) {
        await look(client);
        onLook();
        await pause(pollEvery);
      }
    } finally {
      // Not waited for: a connection that went silent would never say goodbye.
      client.end().catch(() => {});
    }
  }

  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((started) => {
    ended = (async () => {
      let retry = firstRetry;
      while (!closed) {
        try {
          await connectAndWatch(() => {
            retry = firstRetry;
            started();
          });
        } catch {
          // `isCurrent` says it; whoever needs the state meets the reason.
          started();
        }
        woken = false;
        if (!closed) await pause(retry);
        retry = Math.min(retry * 2, lastRetry);
      }
    })();
  });

  return {
    isCurrent: () => pace() - confirmedAt <= vouchFor,
    distrust() {
      confirmedAt = Number.NEGATIVE_INFINITY;
    },
    async close() {
      closed = true;
      wake();
      await ended;
    },
  };
}
