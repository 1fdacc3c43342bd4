// The file behind the journal: lines that are with the operating system before the call that they tell of is answered.

import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { QuotaError } from './quota-error.js';

/** An append-only file of lines. */
export interface JournalFile {
  /** Bytes appended since it was opened or last rewritten. */
  readonly appended: number;
  /** Bytes that the last rewriting made. */
  readonly rewritten: number;
  append(line: string): void;
  /** Replaces all lines, in one step as far as a crash can see. */
  rewrite(lines: Iterable<string>): void;
  close(): void;
}

/** What a journal held: whole lines only; a last one without its end was being written when the process died. */
export function readJournal(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch (error) {
    throw unusable(path, error);
  }
}

/**
 * Opens a journal with `lines` as its whole content.
 * @throws QuotaError `journal-unusable` when the file cannot be written.
 */
export function openJournal(path: string, lines: Iterable<string>): JournalFile {
  let file = rewritten(path, lines);
  return {
    get appended() {
      return file.appended;
    },
    get rewritten() {
      return file.size;
    },
    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      const position = file.size + file.appended;
      try {
        let done = 0;
        while (done < bytes.length)
          done += writeSync(file.descriptor, bytes, done, bytes.length - done, position + done);
      } catch (error) {
        // Half a line must not stay in front of later ones.
        ftruncateSync(file.descriptor, position);
        throw unusable(path, error);
      }
      file.appended += bytes.length;
    },
    rewrite(all) {
      const before = file.descriptor;
      file = rewritten(path, all);
      closeSync(before);
    },
    close: () => closeSync(file.descriptor),
  };
}

function rewritten(path: string, lines: Iterable<string>): { descriptor: number; size: number; appended: number } {
  const beside = `${path}.new`;
  try {
    const descriptor = openSync(beside, 'w', 0o600);
    let size = 0;
    let pending: string[] = [];
    let length = 0;
    const flush = () => {
      const bytes = Buffer.from(pending.join(''));
      let done = 0;
      while (done < bytes.length) done += writeSync(descriptor, bytes, done);
      size += bytes.length;
      pending = [];
      length = 0;
    };
    for (const line of lines) {
      pending.push(line, '\n');
      length += line.length;
      if (length > 65_536) flush();
    }
    flush();
    fsyncSync(descriptor);
    renameSync(beside, path);
    return { descriptor, size, appended: 0 };
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): QuotaError {
  const reason = error instanceof Error ? error.message : String(error);
  return new QuotaError('journal-unusable', `the quota journal ${path} cannot be kept: ${reason}`, { cause: error });
}
