// Lets one node at a time do what must not be done twice at once: migrate, fill an empty state, make a signing key.

import type { Pool } from 'pg';

/** Runs the work while no other work of the same name runs, in this process or, where nodes share the state, in any. */
export type WorkAlone = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** First half of the advisory lock; the second tells names apart. */
const lockSpace = 0x67616d66;

/** Alone among all nodes; a node that dies lets go. */
export function createSharedTurns(pool: Pool): WorkAlone {
  return async (name, work) => {
    const holder = await pool.connect();
    let held = false;
    try {
      await holder.query('select pg_advisory_lock($1::int, hashtext($2))', [lockSpace, name]);
      held = true;
      const result = await work();
      await holder.query('select pg_advisory_unlock($1::int, hashtext($2))', [lockSpace, name]);
      held = false;
      return result;
    } finally {
      // Ending the connection is the surest way to let go.
      holder.release(held);
    }
  };
}

/** Alone in this process. */
export function createLocalTurns(): WorkAlone {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
    const done = turn.catch(() => {});
    last.set(name, done);
    return turn;
  };
}
