// Reads where people may sign in besides here; the secret comes from the environment or a file, never from the command line.

import { readFile } from 'node:fs/promises';
import { isGuid } from '@gamekeeper/platform';
import type { OutsideProviderOptions } from '@gamekeeper/server';
import { CliError } from '../cli-error.js';

export interface OidcOptions {
  readonly oidcIssuer?: string;
  readonly oidcClientId?: string;
  readonly oidcClientSecretFile?: string;
  readonly oidcCreateIn?: string;
}

/** Undefined when no provider is named. @throws CliError naming what is missing. */
export async function outsideProviderOf(options: OidcOptions): Promise<OutsideProviderOptions | undefined> {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecretFile: file, oidcCreateIn: createIn } = options;
  if (issuer === undefined) return undefined;
  if (!URL.canParse(issuer)) throw new CliError(`--oidc-issuer: expected an address, found '${issuer}'`);
  if (clientId === undefined)
    throw new CliError('--oidc-client-id: expected the client id at the provider, found none');
  if (createIn !== undefined && !isGuid(createIn)) {
    throw new CliError(`--oidc-create-in: expected the id of a tenant, found '${createIn}'`);
  }
  const clientSecret =
    file === undefined ? process.env.GAMEKEEPER_OIDC_CLIENT_SECRET : (await readFile(file, 'utf8')).trim();
  if (!clientSecret) {
    throw new CliError('$GAMEKEEPER_OIDC_CLIENT_SECRET or --oidc-client-secret-file: expected a secret, found none');
  }
  return { issuer, clientId, clientSecret, ...(createIn !== undefined && { createIn }) };
}
