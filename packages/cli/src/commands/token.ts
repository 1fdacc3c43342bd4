// `gamekeeper token`: a bearer token of the sample application, without its secret, for the owner of the data directory.

import { CliError } from '../cli-error.js';
import { dataDirectory } from '../data/data-directory.js';
import { findServer } from '../data/open-lake.js';
import { type DefineCommand, dataOption } from './command.js';

export const tokenCommand: DefineCommand = (program) => {
  program
    .command('token')
    .description('print a bearer token of the sample application')
    .option(...dataOption)
    .action(async (options: { readonly data?: string }) => {
      const directory = dataDirectory(options.data);
      const server = await findServer(directory);
      if (!server)
        throw new CliError(
          `no server runs on ${directory}: start it with 'gamekeeper up', since a token names the server that it is for`,
        );
      process.stdout.write(`${(await server.token()).access_token}\n`);
    });
};
