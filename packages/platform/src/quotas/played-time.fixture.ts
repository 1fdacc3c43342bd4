// A steady clock and timers that tests move by hand, exactly or late.

import type { After } from './run-watch.js';

export class PlayedTime {
  /** Milliseconds passed. */
  now = 0;
  /** What steps of the wall clock amount to so far. */
  #stepped = 1_800_000_000_000;
  #timers = new Set<{ due: number; callback: () => void }>();

  readonly clock = () => this.now;
  readonly wallClock = () => this.now + this.#stepped;
  readonly after: After = (ms, callback) => {
    const timer = { due: this.now + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Sets the wall clock by `ms`, back if negative; no time passes. */
  stepWall(ms: number): void {
    this.#stepped += ms;
  }

  /** Moves on by `ms`, each timer firing at its moment. */
  advance(ms: number): void {
    const target = this.now + ms;
    for (let next = this.#next(target); next !== null; next = this.#next(target)) {
      this.now = Math.max(this.now, next.due);
      this.#fire(next);
    }
    this.now = target;
  }

  /** Moves on by `ms` at once; timers that fell due in between fire late, at the end. */
  jump(ms: number): void {
    this.now += ms;
    for (let next = this.#next(this.now); next !== null; next = this.#next(this.now)) this.#fire(next);
  }

  #fire(timer: { due: number; callback: () => void }): void {
    this.#timers.delete(timer);
    timer.callback();
  }

  #next(until: number) {
    let first: { due: number; callback: () => void } | null = null;
    for (const timer of this.#timers) {
      if (timer.due <= until && (first === null || timer.due < first.due)) first = timer;
    }
    return first;
  }
}
