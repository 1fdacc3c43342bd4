// `gamekeeper admin-link`: a one-time link to set a password, for the owner of the data directory.

import type { AdminLink } from '@gamekeeper/server';
import { CliError } from '../cli-error.js';
import { dataDirectory } from '../data/data-directory.js';
import { findServer } from '../data/open-lake.js';
import { type DefineCommand, dataOption } from './command.js';

interface AdminLinkOptions {
  readonly data?: string;
  readonly user?: string;
}

export const adminLinkCommand: DefineCommand = (program) => {
  program
    .command('admin-link')
    .description('print a link, good once and for 24 hours, to set the password of the administrator')
    .option('--user <name>', 'of this person instead; their present password works until then')
    .option(...dataOption)
    .action(async ({ data, user }: AdminLinkOptions) => {
      const directory = dataDirectory(data);
      const server = await findServer(directory);
      if (!server) throw new CliError(`no server runs on ${directory}: start it with 'gamekeeper up'`);
      const body = user === undefined ? {} : { userName: user };
      const { link } = await server.request<AdminLink>('POST', '/local/admin-link', body);
      process.stdout.write(`${link}\n`);
    });
};
