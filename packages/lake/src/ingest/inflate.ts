// Decompresses at the reader's pace, and gives up everything readable of a damaged stream before it says so.

import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import { DamagedContent } from './damaged-content.js';
import type { ExpansionGuard } from './expansion-guard.js';

/** Compressed bytes given at a time: they expand to 16 MiB at the very most. */
const SLICE = 16 * 1024;

export interface InflateOptions {
  /** `gzip` members one after another, or one raw `deflate` stream as in a zip. */
  readonly format: 'gzip' | 'deflate';
  /** Each is told of every byte in and out; the first to object ends the stream. */
  readonly guards: readonly ExpansionGuard[];
  /** What the stream is called in messages. */
  readonly name: string;
  /** Told, when the stream has reached its own end, how many compressed bytes it took. */
  readonly onEnd?: (compressed: number) => void;
}

/** @throws DamagedContent after the last readable byte of a truncated, corrupt or refused stream */
export async function* inflate(source: AsyncIterable<Buffer>, options: InflateOptions): AsyncGenerator<Buffer> {
  const { format, guards, name, onEnd } = options;
  const stream = new InflateStream(format === 'gzip' ? createGunzip() : createInflateRaw());
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && !stream.ended; at += SLICE) {
        const slice = chunk.subarray(at, at + SLICE);
        for (const guard of guards) guard.read(slice.length);
        yield* take(stream, await stream.write(slice), options);
      }
      if (stream.ended) break;
    }
    yield* take(stream, await stream.end(), options);
    if (!stream.ended) throw new DamagedContent(`${name} is truncated: its compressed data ends too early`);
    onEnd?.(stream.bytesRead);
  } finally {
    stream.close();
  }
}

function* take(stream: InflateStream, output: readonly Buffer[], { guards, name }: InflateOptions): Generator<Buffer> {
  for (const piece of output) {
    for (const guard of guards) guard.expanded(piece.length);
    yield piece;
  }
  if (stream.failure) throw new DamagedContent(`${name} is damaged: ${stream.failure.message} in its compressed data`);
}

/** A zlib stream fed piece by piece, each answered with all the output it made. */
class InflateStream {
  ended = false;
  failure: Error | undefined;
  readonly #zlib: Gunzip | InflateRaw;
  #output: Buffer[] = [];

  constructor(zlib: Gunzip | InflateRaw) {
    this.#zlib = zlib;
    zlib.on('data', (piece: Buffer) => this.#output.push(piece));
    zlib.on('end', () => {
      this.ended = true;
    });
    zlib.on('error', (error: Error & { code?: string }) => {
      // The end of the input in the middle of the data: told as truncation.
      if (error.code !== 'Z_BUF_ERROR') this.failure = error;
    });
  }

  get bytesRead(): number {
    return this.#zlib.bytesWritten;
  }

  write(slice: Buffer): Promise<readonly Buffer[]> {
    return this.#settle((done) => this.#zlib.write(slice, done));
  }

  end(): Promise<readonly Buffer[]> {
    return this.#settle((done) => {
      this.#zlib.once('end', done);
      this.#zlib.end();
    });
  }

  close(): void {
    this.#zlib.destroy();
  }

  /** The output until the act is done; a failing stream closes without saying so to whoever wrote last. */
  async #settle(act: (done: () => void) => void): Promise<readonly Buffer[]> {
    if (!this.ended && !this.#zlib.destroyed)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#zlib.off('close', done);
          resolve();
        };
        this.#zlib.once('close', done);
        act(done);
      });
    const output = this.#output;
    this.#output = [];
    return output;
  }
}
