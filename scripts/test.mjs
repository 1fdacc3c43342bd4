// `npm test`: installs and builds what is missing, checks types, style and the house rules, then runs all tests.

import { join } from 'node:path';
import { prepare, root, run } from './prepare.mjs';

const bin = (name) => join(root, 'node_modules', name);
prepare();
run(process.execPath, [bin('typescript/bin/tsc'), '-b']);
run(process.execPath, [bin('@biomejs/biome/bin/biome'), 'check', '.']);
run(process.execPath, [bin('vitest/vitest.mjs'), 'run', ...process.argv.slice(2)]);
