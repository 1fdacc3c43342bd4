// Keeps what was rejected: all of it in a file, the first of it and the reasons in memory.

import { type FileHandle, open } from 'node:fs/promises';
import { messageOf } from './failure.js';
import { IngestError } from './ingest-error.js';
import { REJECT_TEXT_LENGTH } from './limits.js';
import type { Origin } from './unpack.js';

/** A record, or a part of an input, that was not stored. */
export interface Reject extends Origin {
  /** The line it starts on, or the row's number; 0 when the whole file or entry is meant. */
  readonly line: number;
  readonly reason: string;
  /** The record's text, cut after 4,096 characters. */
  readonly text: string;
}

/** How often a reason was given; what was found is left out of it, so that like reasons are counted together. */
export interface RejectedReason {
  readonly reason: string;
  readonly count: number;
}

export interface RejectLogOptions {
  /** Where rejects are appended as NDJSON; the file is created, readable by its owner only, with the first of them. */
  readonly path?: string;
  /** Rejects kept in memory. */
  readonly keep: number;
}

const FLUSH_CHARACTERS = 256 * 1024;

/** Reasons told apart; rarer ones are counted as one. */
const MAX_REASONS = 50;
const OTHER = 'other reasons';

export class RejectLog {
  readonly first: Reject[] = [];
  count = 0;
  readonly #path: string | undefined;
  readonly #keep: number;
  readonly #reasons = new Map<string, number>();
  #file: FileHandle | undefined;
  #pending = '';

  constructor({ path, keep }: RejectLogOptions) {
    this.#path = path;
    this.#keep = keep;
  }

  get reasons(): readonly RejectedReason[] {
    const reasons = [...this.#reasons].map(([reason, count]) => ({ reason, count }));
    return reasons.sort((one, other) => other.count - one.count);
  }

  /** Notes a reject; `flush` writes it. `records` is how many records it stands for. */
  add(reject: Reject, records = 1): void {
    const short = { ...reject, text: reject.text.slice(0, REJECT_TEXT_LENGTH) };
    this.count += records;
    if (this.first.length < this.#keep) this.first.push(short);
    this.#countReason(reject.reason, records);
    if (this.#path !== undefined) this.#pending += `${JSON.stringify(short)}\n`;
  }

  /** Whether `flush` is due. */
  get full(): boolean {
    return this.#pending.length >= FLUSH_CHARACTERS;
  }

  /** @throws IngestError `reject-file-unusable` */
  async flush(): Promise<void> {
    if (this.#pending === '' || this.#path === undefined) return;
    const text = this.#pending;
    this.#pending = '';
    try {
      this.#file ??= await open(this.#path, 'a', 0o600);
      await this.#file.appendFile(text);
    } catch (error) {
      const why = messageOf(error);
      throw new IngestError('reject-file-unusable', `the reject file cannot be written: ${why}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  #countReason(reason: string, records: number): void {
    const general = reason.replace(/(, found | at position | in JSON ).*$/s, '');
    const key = this.#reasons.has(general) || this.#reasons.size < MAX_REASONS ? general : OTHER;
    this.#reasons.set(key, (this.#reasons.get(key) ?? 0) + records);
  }
}
