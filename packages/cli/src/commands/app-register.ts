// `gamekeeper app register`: an application, its first secret, and every step that is left until its first call works.

import { printParty } from '../output/print-party.js';
import {
  type AdministerOptions,
  type Administration,
  administer,
  because,
  type Party,
  readPermission,
} from './administer.js';
import { type DeclaredOptions, declared } from './app-declared.js';

interface RegisterOptions extends DeclaredOptions {
  readonly tenant?: string;
  readonly grant?: readonly string[];
}

interface Readiness {
  readonly isReady: boolean;
  readonly missing: readonly { readonly step: string; readonly detail: string }[];
}

export async function register(displayName: string, options: RegisterOptions): Promise<void> {
  const permissions = (options.grant ?? []).map(readPermission);
  const administration = await administer(options);
  const tenant = await administration.tenant(options.tenant);
  const owner = await administration.owner(options.owner);
  const application = await administration.post<Party>('/applications', {
    ...{ displayName, tenantId: tenant.id, ownerId: owner.id, securityContact: owner.email },
    ...{ ...declared(options), ...because(options) },
  });
  const { id } = application;
  for (const permission of permissions) await administration.post(`/applications/${id}/permissions`, permission);
  const shown = options.public
    ? null
    : await administration.post<{ readonly secret: string }>(`/applications/${id}/credentials/secrets`, {
        displayName: 'first secret',
      });
  if (options.json) {
    const { missing } = await readinessOf(administration, id);
    printParty({ ...application, secret: shown?.secret ?? null, missing }, options);
    return;
  }
  const lines = [`tenant id  ${tenant.id}`, `client id  ${id}`];
  if (shown !== null) lines.push(`secret     ${shown.secret}   (shown this once)`);
  process.stdout.write(`${lines.join('\n')}\n\n`);
  await printMissing(administration, application, options);
  if (shown === null) return;
  const scope = permissions[0] === undefined ? 'graph' : permissions[0].resource;
  const token = [
    `curl -s ${administration.url}/${tenant.id}/oauth2/v2.0/token -d grant_type=client_credentials -d client_id=${id} \\`,
    `  --data-urlencode client_secret=${shown.secret} -d scope=${audiences.get(scope) ?? scope}/.default`,
  ];
  process.stdout.write(`\nThen a token:\n  ${token.join('\n  ')}\n`);
}

const audiences = new Map([
  ['graph', 'https://graph.microsoft.com'],
  ['defender-xdr', 'https://api.security.microsoft.com'],
  ['defender-endpoint', 'https://api.securitycenter.microsoft.com'],
  ['gamekeeper', 'api://gamekeeper'],
]);

const readinessOf = (administration: Administration, id: string): Promise<Readiness> =>
  administration.get<Readiness>(`/applications/${id}/readiness`);

/** What an application lacks for its own tenant, with the command for each step. */
export async function printMissing(
  administration: Administration,
  { id }: Party,
  options: AdministerOptions,
): Promise<void> {
  const readiness = await readinessOf(administration, id);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(readiness, null, 2)}\n`);
    return;
  }
  if (readiness.isReady) {
    process.stdout.write('Nothing is missing: its calls work.\n');
    return;
  }
  process.stdout.write('Missing until its calls work:\n');
  for (const { step, detail } of readiness.missing) {
    const command = commands.get(step)?.(id);
    process.stdout.write(`  ${detail}\n${command === undefined ? '' : `    ${command}\n`}`);
  }
}

const commands = new Map<string, (id: string) => string>([
  ['standing', (id) => `gamekeeper app show ${id}`],
  ['permission', (id) => `gamekeeper app grant ${id} graph/ThreatHunting.Read.All`],
  ['licence', (id) => `gamekeeper licence grant ${id}`],
  ['consent', (id) => `gamekeeper consent give ${id}`],
  ['terms', (id) => `gamekeeper terms accept --app ${id}`],
  ['credential', (id) => `gamekeeper app secret ${id}`],
]);
