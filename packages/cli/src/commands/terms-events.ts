// `gamekeeper terms events`: writes the trail of changes, so that somebody else can keep and check it.

import { Command } from 'commander';
import { dataDirectory } from '../data/data-directory.js';
import { openTrail } from '../data/open-trail.js';
import { writerTo } from '../output/write.js';
import { dataOption, stateOption } from './command.js';

/**
 * The command, to be added to `gamekeeper terms`.
 * @example terms.addCommand(createTermsEventsCommand());
 */
export function createTermsEventsCommand(): Command {
  return new Command('events')
    .description("write the trail of changes, an event a line; 'gamekeeper terms verify FILE' checks it")
    .option(...dataOption)
    .option(...stateOption)
    .action(async (options: { readonly data?: string; readonly state?: string }) => {
      const write = writerTo(process.stdout);
      const state = options.state === undefined ? {} : { state: options.state };
      for await (const part of openTrail({ directory: dataDirectory(options.data), ...state })) await write(part);
    });
}
