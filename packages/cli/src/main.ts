// The `gamekeeper` command: builds the program from its commands and turns any failure into one line and exit code 1.

import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import pc from 'picocolors';
import { errorLine } from './cli-error.js';
import { commands } from './commands/index.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const program = new Command('gamekeeper')
  .description('A self-hosted security API platform: hunts in KQL, on the wire of the Defender and Graph security APIs')
  .version(version)
  .showHelpAfterError();
for (const define of commands) define(program);

// Colours are for terminals only, whatever the environment says of itself.
const { red } = pc.createColors(process.stderr.isTTY === true && pc.isColorSupported);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${red('gamekeeper:')} ${errorLine(error)}\n`);
  process.exitCode = 1;
}
