// The operator's day with the terms: look at the controls, publish a version, accept it, withdraw a consent.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';
import { runGamekeeper, runProcess } from './harness/run-gamekeeper.js';
import { type Gamekeeper, startGamekeeper } from './harness/start-gamekeeper.js';

const freshPath = createFolders('terms');
let server: Gamekeeper;
beforeAll(async () => {
  server = await startGamekeeper(freshPath(), { args: ['--empty'] });
});
afterAll(() => server.stop());

const run = (...args: readonly string[]) => runGamekeeper([...args, '--data', server.directory]);
async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

test('the controls are listed with evidence, one of them is shown whole', async () => {
  const controls = await json('terms');
  expect(controls).toHaveLength(55);
  const consent = controls.find(({ id }: { id: string }) => id === 'DAT-1');
  expect(consent).toMatchObject({ state: 'in-force', clauses: ['API-5a', 'API-3b-11'], evidence: { count: 5 } });
  const listed = await run('terms');
  expect(listed.stdout).toMatch(
    /DAT-1 +API-5a API-3b-11 +enforced +in-force +Consent before processing +5 consents in force/,
  );
  const shown = await run('terms', 'show', 'lic-1');
  expect(shown.stdout).toMatch(/^LIC-1 {2}Licence per application and tenant[\s\S]*evidence +1 licence granted\./);
  const unknown = await run('terms', 'show', 'XYZ-9');
  expect([unknown.code, unknown.stderr]).toEqual([1, "gamekeeper: expected the id of a control, found 'XYZ-9'\n"]);
});

test('a version is published from a file, compared, and accepted', async () => {
  const source = new URL('../packages/platform/documents/acceptable-use.md', import.meta.url);
  const text = readFileSync(source, 'utf8').replace('version: 1', 'version: 2').replace('is reviewed', 'is looked at');
  const file = join(freshPath(), '..', 'policy.md');
  writeFileSync(file, text);
  const past = await run('terms', 'publish', file, '--effective', '2020-01-01');
  expect([past.code, past.stderr]).toEqual([1, expect.stringContaining('expected an effective date from')]);
  const published = await run('terms', 'publish', file, '--effective', '2100-01-01', '--acceptance', 'explicit');
  expect(published.stdout).toBe('acceptable-use 2 is in force from 2100-01-01T00:00:00.000Z (explicit)\n');
  const diff = await run('terms', 'diff', 'acceptable-use');
  expect(diff.stdout).toMatch(/\n-The policy is reviewed.*\n\+The policy is looked at/);
  const documents = await json('terms', 'documents', 'acceptable-use');
  expect(documents.map((one: { inForce: boolean }) => one.inForce)).toEqual([true, false]);
  const app = ['--app', 'Sample application'];
  expect(await json('terms', 'accept', ...app)).toEqual([]);
  const version = ['--document', 'acceptable-use', '--document-version', '2'];
  expect(await json('terms', 'accept', ...app, ...version)).toMatchObject([{ version: '2', acceptedBy: 'operator' }]);
});

test('a consent is withdrawn and given again, and its receipt tells', async () => {
  const hunting = 'graph/ThreatHunting.Read.All';
  const [withdrawn] = await json('consent', 'withdraw', 'Sample application', hunting);
  expect(withdrawn).toMatchObject({ permission: 'ThreatHunting.Read.All', withdrawnBy: 'operator' });
  const receipt = JSON.parse((await run('consent', 'receipt', withdrawn.id)).stdout);
  expect(receipt.receipt.event.map((event: { event_state: string }) => event.event_state)).toEqual([
    ...['consent given', 'consent withdrawn'],
  ]);
  const [given] = await json('consent', 'give', server.clientId, hunting, '--reason', 'agreed on the phone');
  expect(given).toMatchObject({ version: 2, method: 'command-line' });
  const refused = await run('consent', 'give', server.clientId, 'graph/SecurityIncident.Read.All');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('SecurityIncident.Read.All of graph')]);
  expect((await json('consent', 'list', server.clientId)).length).toBe(6);
});

test('without a server the command says how to start one', async () => {
  const { code, stderr } = await runGamekeeper(['terms', '--data', freshPath()]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("start it with 'gamekeeper up'")]);
});

test('docs/controls.md is what the records say', async () => {
  const script = fileURLToPath(new URL('../scripts/list-controls.mjs', import.meta.url));
  const { code, stderr } = await runProcess(process.execPath, [script, '--check']);
  expect([code, stderr]).toEqual([0, '']);
});
