// The libraries that people already use, unmodified but for host and trust, over https under the local authority.

import 'reflect-metadata';

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../harness/start-test-platform.js';

let server: TestPlatform;
let folder: string;
let authority: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gamekeeper-clients-'));
  server = await startTestPlatform({ https: true });
  authority = server.platform.url.replace('127.0.0.1', 'localhost');
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a client script in a process of its own, as users do, and gives back the JSON that it prints. */
async function run(script: string, env: Record<string, string> = {}) {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    env: {
      ...{ PATH: process.env.PATH, AUTHORITY: authority, TENANT: server.sample.tenant.id },
      ...{ CLIENT_ID: server.sample.application.id, NODE_EXTRA_CA_CERTS: server.platform.authorityFile ?? '' },
      ...env,
    },
  });
  return JSON.parse(stdout);
}

test('@azure/identity: ClientSecretCredential', async () => {
  const { token, expiresOnTimestamp, refusal } = await run('azure-identity.mjs', {
    CLIENT_SECRET: server.sample.secret,
  });
  expect(decodeJwt(token)).toMatchObject({ aud: 'https://graph.microsoft.com', roles: ['ThreatHunting.Read.All'] });
  expect(expiresOnTimestamp).toBeGreaterThan(0);
  expect(refusal).toContain('7000215');
});

describe('@azure/msal-node', () => {
  test('with a secret', async () => {
    const { tokens, tokenType, refusal } = await run('msal-node.mjs', { CLIENT_SECRET: server.sample.secret });
    expect(tokens.map((token: string) => decodeJwt(token).aud)).toEqual([
      'https://graph.microsoft.com',
      'https://api.security.microsoft.com',
    ]);
    expect(decodeJwt(tokens[0]).appidacr).toBe('1');
    expect(tokenType).toBe('Bearer');
    expect(refusal.errorCode).toBe('invalid_resource');
    expect(refusal.message).toContain('500011');
  });

  test('with a certificate', async () => {
    const algorithm = {
      ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=client',
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2050-01-01'),
      signingAlgorithm: algorithm,
      keys,
    });
    await server.platform.identity.parties.credentials.addCertificate(
      {
        applicationId: server.sample.application.id,
        displayName: 'certificate',
        certificate: certificate.toString('pem'),
      },
      { actor: 'test', reason: 'test' },
    );
    const keyFile = join(folder, 'client.key');
    await writeFile(
      keyFile,
      PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
    );
    const { tokens } = await run('msal-node.mjs', {
      CERTIFICATE_KEY: keyFile,
      THUMBPRINT: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex'),
    });
    expect(tokens.map((token: string) => decodeJwt(token).appidacr)).toEqual(['2', '2']);
  });
});

test('@microsoft/microsoft-graph-client: runHuntingQuery', async () => {
  const event = (DeviceName: string, ActionType: string) => ({ Timestamp: server.daysAgo(1), DeviceName, ActionType });
  await server.ingest('DeviceEvents', [
    event('pc-1', 'OpenProcessApiCall'),
    event('pc-1', 'NamedPipeEvent'),
    event('pc-2', 'NamedPipeEvent'),
  ]);
  const { answer, refusal } = await run('graph-client.mjs', {
    CLIENT_SECRET: server.sample.secret,
    QUERY: 'DeviceEvents | summarize Count=count(), Kinds=make_set(ActionType) by DeviceName | order by DeviceName asc',
  });
  expect(answer).toMatchObject({
    schema: [
      { name: 'DeviceName', type: 'String' },
      { name: 'Count', type: 'Int64' },
      { name: 'Kinds', type: 'Object' },
    ],
    results: [
      { DeviceName: 'pc-1', Count: 2 },
      { DeviceName: 'pc-2', Count: 1 },
    ],
  });
  expect(refusal).toMatchObject({ statusCode: 400, code: 'BadRequest', message: 'Missing query.' });
  expect(refusal.requestId).toMatch(/^[0-9a-f-]{36}$/);
});
