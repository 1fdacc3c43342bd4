// The operator's day with the parties: register an application, take every missing step, use it, rotate, suspend, end it.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';
import { runGamekeeper } from './harness/run-gamekeeper.js';
import { type Gamekeeper, startGamekeeper } from './harness/start-gamekeeper.js';

const freshPath = createFolders('administration');
let server: Gamekeeper;
beforeAll(async () => {
  server = await startGamekeeper(freshPath(), { args: ['--empty'] });
});
afterAll(() => server.stop());

const run = (...args: readonly string[]) => runGamekeeper([...args, '--data', server.directory]);
async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return JSON.parse(stdout);
}
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The commands of a section of README, without `npx gamekeeper`, in their parts. */
function commandsOf(section: string): readonly (readonly string[])[] {
  const [, block = ''] = new RegExp(`## ${section}\n[^]*?\`\`\`sh\n([^]*?)\`\`\``).exec(readme) ?? [];
  const lines = block.replaceAll('\\\n', ' ').split('\n');
  return lines
    .filter((line) => line.startsWith('npx gamekeeper '))
    .map((line) =>
      [...line.slice('npx gamekeeper '.length).matchAll(/'([^']*)'|(\S+)/g)].map(([, a, b]) => a ?? b ?? ''),
    );
}

async function token(id: string, secret: string): Promise<number> {
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
  const scope = 'https://graph.microsoft.com/.default';
  const answer = await fetch(`${server.url}/${server.tenantId}/oauth2/v2.0/token`, {
    ...{ method: 'POST', body: new URLSearchParams({ ...form, scope }) },
  });
  return answer.status;
}

test('README: from nothing to a token, by the commands that are printed', async () => {
  const [register, ...steps] = commandsOf('Register an application');
  const registered = await run(...(register ?? []));
  expect([registered.code, registered.stderr]).toEqual([0, '']);
  const [, id = ''] = /client id +(\S+)/.exec(registered.stdout) ?? [];
  const [, secret = ''] = /secret +(\S+) +\(shown this once\)/.exec(registered.stdout) ?? [];
  expect(await token(id, secret)).not.toBe(200);
  const printed = [...registered.stdout.matchAll(/^ {4}gamekeeper (.*)$/gm)].map(([, command = '']) => command);
  expect(printed).toEqual([`licence grant ${id}`, `consent give ${id}`, `terms accept --app ${id}`]);
  expect(steps.map((step) => step.slice(0, 2).join(' '))).toEqual(['licence grant', 'consent give', 'terms accept']);
  for (const step of steps) expect(await run(...step)).toMatchObject({ code: 0, stderr: '' });
  expect(await json('app', 'missing', id)).toEqual({ isReady: true, missing: [] });
  expect(await token(id, secret)).toBe(200);
  const { secret: second } = await json('app', 'rotate', 'My hunter', '--overlap', '0');
  expect([await token(id, secret), await token(id, second)]).toEqual([401, 200]);
  expect(await json('licence', 'revoke', id, '--reason', 'ended')).toMatchObject({ state: 'revoked', reason: 'ended' });
  expect(await token(id, second)).not.toBe(200);
  expect((await run('app', 'missing', id)).stdout).toContain(`gamekeeper licence grant ${id}`);
});

test('tenants, owners and people are entered, found by name, changed and ended', async () => {
  await json('tenant', 'create', 'Contoso', '--domain', 'contoso.example', '--sandbox');
  const [governed, owner, person] = await Promise.all([
    json('tenant', 'quota-profile', 'contoso.example', 'unlimited'),
    json('owner', 'create', 'Fabrikam', '--email', 'ops@fabrikam.example'),
    json('person', 'create', 'ann@contoso.example', '--name', 'Ann', '--tenant', 'contoso'),
  ]);
  expect(governed).toMatchObject({ quotaProfile: 'unlimited' });
  const [changed, suspended, listed] = await Promise.all([
    json('owner', 'update', 'ops@fabrikam.example', '--name', 'Fabrikam AG'),
    json('person', 'suspend', 'Ann', '--reason', 'away'),
    run('tenant', 'list'),
  ]);
  expect(changed).toMatchObject({ id: owner.id, displayName: 'Fabrikam AG', email: 'ops@fabrikam.example' });
  expect(suspended).toMatchObject({ id: person.id, state: 'suspended' });
  expect(listed.stdout).toMatch(/contoso\.example +sandbox +active +unlimited/);
});

test('tables are granted one by one, and credentials withdrawn', async () => {
  const id = server.clientId;
  const [granted, { credential }] = await Promise.all([
    json('app', 'grant-table', id, 'DeviceInfo', 'DeviceName', 'Timestamp'),
    json('app', 'secret', 'Sample application', '--name', 'spare', '--lifetime', '7d'),
  ]);
  expect(granted).toMatchObject([{ table: 'DeviceInfo', columns: ['Timestamp', 'DeviceName'] }]);
  expect(credential.expiresAt - credential.createdAt).toBe(7 * 86_400_000);
  const revoked = await run('app', 'revoke-credential', id, credential.id, '--reason', 'spare');
  expect(revoked.stdout).toMatch(/^revokedAt +\d{4}-\d\d-\d\dT/m);
});

test('what is wrong is said in one line with exit code 1', async () => {
  const [malformed, unknown, unreasoned, absent] = await Promise.all([
    run(
      'app',
      'register',
      'Nameless',
      '--owner',
      'Sample owner',
      '--tenant',
      'sample.example',
      '--home-page',
      'ftp://x',
    ),
    run('app', 'show', 'Nobody'),
    run('app', 'suspend', server.clientId),
    runGamekeeper(['app', 'list', '--data', freshPath()]),
  ]);
  expect(malformed.stderr).toMatch(
    /^gamekeeper: application: .*homePage: expected.*purpose: expected.*dataCategories: expected.*privacyStatementUrl: expected.*\n$/,
  );
  expect(unknown.stderr).toBe(
    "gamekeeper: application 'Nobody' was not found; 'gamekeeper app list' lists what there is\n",
  );
  expect(unreasoned.stderr).toContain("required option '--reason <text>' not specified");
  expect(absent.stderr).toContain("start it with 'gamekeeper up'");
  expect([malformed, unknown, unreasoned, absent].map(({ code }) => code)).toEqual([1, 1, 1, 1]);
});
