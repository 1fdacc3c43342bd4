// Folders that vanish with the test file that asked for them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/**
 * A maker of paths that nothing lies at yet, in a folder of the calling test file.
 * @example const freshPath = createFolders('up'); freshPath()
 */
export function createFolders(name: string): () => string {
  const folder = mkdtempSync(join(tmpdir(), `gamekeeper-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  let count = 0;
  return () => join(folder, String(++count));
}
