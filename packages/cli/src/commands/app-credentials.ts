// The credentials of `gamekeeper app`: secrets that are shown once, certificates, rotation and withdrawal.

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { printParties, printParty } from '../output/print-party.js';
import type { PrintedRow } from '../output/print-rows.js';
import { type AdministerOptions, administer, because, given, readDuration, reasonOption } from './administer.js';

interface SecretOptions extends AdministerOptions {
  readonly name?: string;
  readonly lifetime?: string;
  readonly overlap?: string;
}

interface ShownSecret {
  readonly credential: PrintedRow;
  readonly secret: string;
}

/** Adds the commands by `gamekeeper app`'s own way of adding one. */
export function addCredentialCommands(add: (name: string, description: string) => Command): void {
  const naming = (command: Command): Command =>
    command
      .argument('<application>', 'id or name')
      .option('--name <name>', 'a name for the credential')
      .option(...reasonOption);
  add('credentials', 'list the credentials of an application, withdrawn and expired ones too')
    .argument('<application>', 'id or name')
    .action(list);
  naming(add('secret', 'add a secret; it is shown this once'))
    .option('--lifetime <time>', 'such as 90d')
    .action(addingSecret('secrets'));
  naming(add('rotate', 'replace the secrets without downtime; the new one is shown this once'))
    .option('--lifetime <time>', 'of the new one, such as 90d')
    .option('--overlap <time>', 'how long the previous one still counts, such as 12h; 0 for not at all')
    .action(addingSecret('rotate'));
  naming(add('certificate', 'add the public half of a certificate'))
    .argument('<file>', 'X.509 as PEM, RSA of at least 2048 bits')
    .action(addCertificate);
  add('revoke-credential', 'withdraw a credential for good')
    .argument('<application>', 'id or name')
    .argument('<credential>', 'its id')
    .requiredOption(...reasonOption)
    .action(revoke);
}

async function list(named: string, options: AdministerOptions): Promise<void> {
  const administration = await administer(options);
  const { id } = await administration.application(named);
  const credentials = await administration.list(`/applications/${id}/credentials`);
  await printParties(
    credentials,
    ['id', 'kind', 'displayName', 'hint', 'createdAt', 'expiresAt', 'revokedAt'],
    options,
  );
}

const addingSecret =
  (path: 'secrets' | 'rotate') =>
  async (named: string, options: SecretOptions): Promise<void> => {
    const times = {
      lifetime: readDuration('--lifetime', options.lifetime),
      overlap: readDuration('--overlap', options.overlap),
    };
    const administration = await administer(options);
    const { id } = await administration.application(named);
    const body = { ...given({ displayName: options.name, ...times }), ...because(options) };
    const made = await administration.post<ShownSecret>(`/applications/${id}/credentials/${path}`, body);
    if (options.json) return printParty({ ...made }, options);
    printParty(made.credential, options);
    process.stdout.write(`secret         ${made.secret}   (shown this once)\n`);
  };

async function addCertificate(named: string, file: string, options: SecretOptions): Promise<void> {
  const certificate = await readFile(file, 'utf8');
  const administration = await administer(options);
  const { id } = await administration.application(named);
  const body = { certificate, ...given({ displayName: options.name }), ...because(options) };
  printParty(await administration.post(`/applications/${id}/credentials/certificates`, body), options);
}

async function revoke(named: string, credential: string, options: AdministerOptions): Promise<void> {
  const administration = await administer(options);
  const { id } = await administration.application(named);
  const path = `/applications/${id}/credentials/${encodeURIComponent(credential)}/revoke` as const;
  printParty(await administration.post(path, because(options)), options);
}
