// Rows on disk before their call is answered: files that are only appended to, one after the other, deleted once the lake has their rows.

import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the journal that is complete. */
export interface Segment {
  /** Names it for good: no other segment, past or future, has the same. */
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
}

export interface AuditJournal {
  /**
   * Hands one line to the operating system, so that it survives the death of this process, whatever the cause.
   * @throws Error of the file system; the line then does not count, wherever it broke off
   */
  append(line: string): void;
  /** Ends the file at hand, if there is one. */
  seal(): void;
  /** Files that wait to be stored, oldest first. */
  sealed(): readonly Segment[];
  /** The complete lines of a file. A line that broke off was never acknowledged. */
  read(segment: Segment): Promise<readonly string[]>;
  remove(segment: Segment): Promise<void>;
  /** Keeps lines that are no rows, as after a crash of the machine, for whoever looks into it. */
  setAside(lines: readonly string[]): Promise<void>;
  /** Bytes on disk that wait, the file at hand included. */
  bytes(): number;
}

const SEGMENT_BYTES = 1024 * 1024;
const SEGMENT_NAME = /^(\d{10,})-([0-9a-f-]{36})\.ndjson$/;

/** @throws Error of the file system */
export function openAuditJournal(directory: string): AuditJournal {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const waiting = readdirSync(directory)
    .filter((name) => SEGMENT_NAME.test(name))
    .sort((one, other) => numberOf(one) - numberOf(other))
    .map((name): Segment => {
      const file = join(directory, name);
      return { id: SEGMENT_NAME.exec(name)?.[2] ?? name, file, bytes: statSync(file).size };
    });
  let next = waiting.reduce((most, { file }) => Math.max(most, numberOf(file) + 1), 1);
  let open: { readonly id: string; readonly file: string; readonly handle: number; bytes: number } | undefined;

  const start = () => {
    const id = randomUUID();
    const file = join(directory, `${String(next++).padStart(10, '0')}-${id}.ndjson`);
    open = { id, file, handle: openSync(file, 'wx', 0o600), bytes: 0 };
    return open;
  };
  const seal = (): void => {
    if (!open) return;
    const { id, file, handle, bytes } = open;
    open = undefined;
    waiting.push({ id, file, bytes });
    closeSync(handle);
  };
  return {
    append(line) {
      const current = open ?? start();
      const bytes = Buffer.from(`${line}\n`);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(current.handle, bytes, at);
      } catch (error) {
        // What was written of the line ends this file, where it is known for broken off.
        seal();
        throw error;
      }
      current.bytes += bytes.length;
      if (current.bytes >= SEGMENT_BYTES) seal();
    },
    seal,
    sealed: () => [...waiting],
    async read({ file }) {
      return (await readFile(file, 'utf8')).split('\n').slice(0, -1);
    },
    async remove(segment) {
      await rm(segment.file, { force: true });
      const at = waiting.indexOf(segment);
      if (at >= 0) waiting.splice(at, 1);
    },
    setAside: (lines) => appendFile(join(directory, 'damaged.txt'), `${lines.join('\n')}\n`, { mode: 0o600 }),
    bytes: () => waiting.reduce((sum, segment) => sum + segment.bytes, open?.bytes ?? 0),
  };
}

const numberOf = (file: string): number => Number(/(\d+)-[0-9a-f-]{36}\.ndjson$/.exec(file)?.[1] ?? 0);
