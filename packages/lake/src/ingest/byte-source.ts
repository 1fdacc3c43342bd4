// Small pieces for streams of bytes: look at the head, take off a byte order mark.

/** A stream whose first bytes were looked at; `bytes` still gives all of them. */
export interface Peeked {
  readonly head: Buffer;
  readonly bytes: AsyncIterable<Buffer>;
  /** Ends the stream early, so that its file or socket is let go. */
  close(): Promise<void>;
}

/** Reads at least `length` bytes, or to the end, without taking them from the stream. */
export async function peek(source: AsyncIterable<Uint8Array>, length: number): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const seen: Buffer[] = [];
  let failure: { error: unknown } | undefined;
  let size = 0;
  let ended = false;
  while (size < length && !ended && !failure) {
    try {
      const { value, done } = await iterator.next();
      if (done) ended = true;
      else seen.push(asBuffer(value));
      size += value?.length ?? 0;
    } catch (error) {
      failure = { error };
    }
  }
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };
  async function* replay(): AsyncGenerator<Buffer> {
    try {
      for (let chunk = seen.shift(); chunk; chunk = seen.shift()) yield chunk;
      if (failure) throw failure.error;
      while (!ended) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield asBuffer(value);
      }
    } finally {
      await close();
    }
  }
  const head = seen.length === 1 && seen[0] ? seen[0].subarray(0, length) : Buffer.concat(seen).subarray(0, length);
  return { head, bytes: replay(), close };
}

/** UTF-8 bytes of a text, whatever its byte order mark says; without one the bytes as they are. */
export function asUtf8({ head, bytes }: Pick<Peeked, 'head' | 'bytes'>): AsyncIterable<Buffer> {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return withoutFirst(bytes, 3);
  const encoding = utf16Of(head);
  return encoding === undefined ? bytes : transcode(bytes, encoding);
}

/** The UTF-16 flavour that a byte order mark announces. */
export function utf16Of(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

/** The same stream, telling how much of it was read. */
export async function* metered<Chunk extends Uint8Array>(
  bytes: AsyncIterable<Chunk>,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Chunk> {
  for await (const chunk of bytes) {
    onRead?.(chunk.length);
    yield chunk;
  }
}

async function* withoutFirst(bytes: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of bytes) {
    if (left < chunk.length) yield left > 0 ? chunk.subarray(left) : chunk;
    left = Math.max(0, left - chunk.length);
  }
}

async function* transcode(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
