// Tells an archive that expands without reason (a bomb) from one that holds logs.

import { DamagedContent } from './damaged-content.js';
import { EXPANSION_ALLOWANCE, EXPANSION_RATIO, MAX_EXPANDED_BYTES } from './limits.js';

/** Weighs what compressed content expands to against its own size. */
export class ExpansionGuard {
  #compressed: number;
  readonly #known: boolean;
  #expanded = 0;

  /** @param compressed bytes of the whole compressed content, where they are known beforehand */
  constructor(compressed?: number) {
    this.#compressed = compressed ?? 0;
    this.#known = compressed !== undefined;
  }

  /** Tells of compressed bytes that were read; without effect when their number was known. */
  read(bytes: number): void {
    if (!this.#known) this.#compressed += bytes;
  }

  /** @throws DamagedContent when the content has expanded too far */
  expanded(bytes: number): void {
    this.#expanded += bytes;
    const allowed = Math.max(EXPANSION_ALLOWANCE, this.#compressed * EXPANSION_RATIO);
    if (this.#expanded <= Math.min(allowed, MAX_EXPANDED_BYTES)) return;
    throw new DamagedContent(
      `refused as a decompression bomb: expected at most ${EXPANSION_RATIO} bytes for each compressed one ` +
        `beyond ${EXPANSION_ALLOWANCE} bytes, found ${this.#expanded} bytes from ${this.#compressed}`,
    );
  }
}
