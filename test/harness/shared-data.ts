// Where recorded data for tests lies beside the repository; a checkout without it skips what needs it, and says so.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/** A path below the folder `shared` beside the repository. */
export const sharedPath = (path: string): string => fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));

/** `describe` for tests that read the given paths; skipped with the reason where one is missing. */
export function describeWithShared(name: string, paths: readonly string[], body: () => void): void {
  const missing = paths.find((path) => !existsSync(sharedPath(path)));
  if (missing === undefined) describe(name, body);
  else describe.skip(`${name} (skipped: ../shared/${missing} is not there)`, body);
}
