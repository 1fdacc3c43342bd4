// What the commands of `gamekeeper app` let an owner declare of an application, and how the API calls it.

import { dataCategories, purposes } from '@gamekeeper/platform';
import { type Command, Option } from 'commander';
import { type AdministerOptions, given, reasonOption } from './administer.js';

/** What can be said of a registration. */
export interface DeclaredOptions extends AdministerOptions {
  readonly name?: string;
  readonly owner?: string;
  readonly homePage?: string;
  readonly purpose?: string;
  readonly dataCategories?: readonly string[];
  readonly privacy?: string;
  readonly securityContact?: string;
  readonly redirectUri?: readonly string[];
  readonly public?: boolean;
  readonly previews?: boolean;
}

/** Adds the options. */
export function declaring(command: Command): Command {
  return command
    .option('--owner <owner>', 'id, mail address or name (default: where there is one only, that one)')
    .option('--home-page <url>', 'home page')
    .addOption(new Option('--purpose <purpose>', 'what it is for').choices(purposes.map(({ id }) => id)))
    .addOption(
      new Option('--data-categories <categories...>', 'kinds of data it uses').choices(
        dataCategories.map(({ id }) => id),
      ),
    )
    .option('--privacy <url>', 'its privacy statement')
    .option(
      '--security-contact <contact>',
      "mail address or https URL (default for a new one: the owner's mail address)",
    )
    .option('--redirect-uri <urls...>', 'where sign-in may send people back to')
    .option('--public', 'a public client, which keeps no secret')
    .option('--previews', 'opted in to preview endpoints')
    .option(...reasonOption);
}

/** What was declared, by the names of the API. */
export const declared = (options: DeclaredOptions): Readonly<Record<string, unknown>> =>
  given({
    homePage: options.homePage,
    purpose: options.purpose,
    dataCategories: options.dataCategories,
    privacyStatementUrl: options.privacy,
    securityContact: options.securityContact,
    redirectUris: options.redirectUri,
    isPublic: options.public,
    previews: options.previews,
  });
