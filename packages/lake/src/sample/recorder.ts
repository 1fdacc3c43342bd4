// Collects rows of the coming hours and hands each hour out in order of time, so that memory holds little more than an hour.

import type { MappedRow } from '../sources/source.js';
import { hour, type Moment, type Timeline } from './timeline.js';

/** A row's values by column name. */
export type Columns = Readonly<Record<string, unknown>>;

interface TimedRow {
  readonly at: Moment;
  readonly row: MappedRow;
}

/** Where everything that happens is written down. */
export class Recorder {
  readonly #timeline: Timeline;
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #hours = new Map<number, TimedRow[]>();
  #drained = 0;

  constructor(timeline: Timeline, tables?: readonly string[]) {
    this.#timeline = timeline;
    this.#wanted = tables && new Set(tables);
  }

  /** Whether rows of a table are kept; asked before building a costly row. */
  wants(table: string): boolean {
    return this.#wanted === undefined || this.#wanted.has(table);
  }

  /** Records a row; what would happen after the end of the sample is left out. */
  record(at: Moment, table: string, values: Columns): void {
    if (at > this.#timeline.end || !this.wants(table)) return;
    const index = Math.floor(at / hour);
    if (index < this.#drained)
      throw new Error(`sample row of ${table}: expected hour ${this.#drained} or later, found ${index}`);
    const timed = { at, row: { table, values } };
    const rows = this.#hours.get(index);
    if (rows) rows.push(timed);
    else this.#hours.set(index, [timed]);
  }

  /** The rows of one hour, oldest first; hours are drained in order. */
  drain(index: number): TimedRow[] {
    const rows = this.#hours.get(index) ?? [];
    this.#hours.delete(index);
    this.#drained = index + 1;
    return rows.sort((left, right) => left.at - right.at);
  }
}
