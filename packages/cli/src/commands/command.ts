// What a command is: it adds itself to the program.

import type { Command } from 'commander';

/** Adds a command to the program; its action sets `process.exitCode`. Add one: a file here and a line in `index.ts`. */
export type DefineCommand = (program: Command) => void;

/** `--data DIR`, as every command that touches data takes it. */
export const dataOption = ['--data <dir>', 'data directory (default: $GAMEKEEPER_DATA or ~/.gamekeeper)'] as const;

/** `--state URL`, as every command that opens the state takes it. */
export const stateOption = [
  '--state <url>',
  'state on a Postgres server, postgres://user:password@host/database (default: $GAMEKEEPER_STATE or the data directory)',
] as const;
