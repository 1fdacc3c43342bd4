// `npm start`: installs and builds what is missing, then starts the platform with sample data.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

prepare();
const child = spawn(process.execPath, [join(root, 'packages/cli/dist/main.js'), 'up', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// A Ctrl-C reaches the platform by itself; this process only waits for its orderly end.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
