// A fault of a query in its text: what a hint is looked for.

import type { OfficialFault, OfficialFaults } from '../../errors.js';

/** What the official parser reports of a text. */
export interface FaultInText extends OfficialFaults {
  readonly text: string;
}

/** What a fault covers, without the brackets and quotes of a quoted name. */
export function wordAt(text: string, { start, length }: OfficialFault): string {
  const written = text.slice(start, start + length);
  return /^\[\s*(['"])(.*)\1\s*\]$/s.exec(written)?.[2] ?? written;
}
