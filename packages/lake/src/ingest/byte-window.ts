// The part of a stream that a reader is looking at: grows by chunks at its end, shrinks by records at its front.

import { DamagedContent } from './damaged-content.js';

/** A contiguous view of what was read and not yet consumed: `bytes` from `start` to `end`. */
export class ByteWindow {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  /** No more bytes will come. */
  ended = false;
  /** Why the content ends before its time, when it does. */
  damage: string | undefined;
  readonly #source: AsyncIterator<Buffer>;
  /** Whether `bytes` is our own and may be written behind `end`. */
  #grown = false;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Reads on by one chunk; false at the end of the stream. */
  async fill(): Promise<boolean> {
    if (this.ended) return false;
    const chunk = await this.#next();
    if (!chunk) {
      this.ended = true;
      return false;
    }
    if (this.length === 0) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      this.#grown = false;
      return true;
    }
    const needed = this.length + chunk.length;
    if (!this.#grown || this.end + chunk.length > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.length));
      this.end = this.bytes.copy(grown, 0, this.start, this.end);
      this.start = 0;
      this.bytes = grown;
      this.#grown = true;
    }
    this.end += chunk.copy(this.bytes, this.end);
    return true;
  }

  /** Ends the source early, so that its file or socket is let go. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.#source.next();
      return done ? undefined : value;
    } catch (error) {
      if (!(error instanceof DamagedContent)) throw error;
      this.damage = error.message;
      return undefined;
    }
  }
}
