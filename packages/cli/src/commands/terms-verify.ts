// `gamekeeper terms verify`: checks that the trail of changes is whole, in the state or in a file that was exported.

import { readEvents, verifyEvents } from '@gamekeeper/platform';
import { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { dataDirectory } from '../data/data-directory.js';
import { openTrail } from '../data/open-trail.js';
import { dataOption, stateOption } from './command.js';

interface VerifyCommandOptions {
  readonly data?: string;
  readonly state?: string;
  readonly head?: string;
}

/**
 * The command, to be added to `gamekeeper terms`; exit code 0 for a whole chain, 1 for a broken one.
 * @example terms.addCommand(createTermsVerifyCommand());
 */
export function createTermsVerifyCommand(): Command {
  return new Command('verify')
    .description('check the chain of events; exit code 0 when it is whole')
    .argument('[file]', "lines that 'gamekeeper terms events' wrote (default: the state itself)")
    .option(...dataOption)
    .option(...stateOption)
    .option('--head <hash>', 'hash of the last event as noted earlier: shows a missing end and a rewritten whole')
    .action(verify);
}

async function verify(file: string | undefined, options: VerifyCommandOptions): Promise<void> {
  const { head } = options;
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) {
    throw new CliError(`--head: expected 64 hexadecimal digits in lower case, found '${head}'`);
  }
  const trail = openTrail({
    directory: dataDirectory(options.data),
    ...(file !== undefined && { file }),
    ...(options.state !== undefined && { state: options.state }),
  });
  const report = await verifyEvents(readEvents(trail), head === undefined ? {} : { head });
  const { count, fault, headAt } = report;
  if (fault !== null) {
    const place = fault.what === 'head' ? 'the end' : `event ${fault.id}`;
    throw new CliError(
      `the chain is broken at ${place}: expected ${fault.what} ${fault.expected}, found ${printable(fault.found)} (${count} events hold)`,
    );
  }
  process.stdout.write(`${count} events, unbroken\nhead ${report.head}\n`);
  if (headAt !== null)
    process.stdout.write(`the head that was given is event ${headAt}; ${count - headAt} follow it\n`);
}

/** What a file holds must not command the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
