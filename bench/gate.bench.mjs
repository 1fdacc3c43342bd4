// What the gate costs: an authenticated read through token check, gates, quota and audit beside a bare Fastify route of the
// same process, in turns: npm run bench -- gate. Prints, judges nothing.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { fastify } from 'fastify';
import { createDuckDbEngine, tables } from '../packages/lake/dist/index.js';
import { createHuntingService, systemClock } from '../packages/platform/dist/index.js';
import { startPlatform } from '../packages/server/dist/index.js';

const ROUNDS = 5;
const CALLS = 4_000;
const SECONDS = 4;

if (process.argv[2] === 'serve') await serve(process.argv[3]);
else await measure();

/** The server's process: the platform, and a bare route that gives the same body. */
async function serve(directory) {
  const platform = await startPlatform({
    ...{
      directory,
      port: 0,
      clock: systemClock,
      limits: { requestsPerConnection: 1e9, calls: 1e6, callsPerAddress: 1e6 },
    },
    async createServices() {
      const engine = await createDuckDbEngine({ directory: null, tables, clock: systemClock });
      return { engine, hunting: createHuntingService({ engine, tables, clock: systemClock, limits: {} }) };
    },
  });
  const { sample, identity, url } = platform;
  const audience = identity.resolveAudience('https://graph.microsoft.com');
  const { token } = await identity.issueToken({
    ...{ application: sample.application, credentialId: null, proof: 'secret', audience, origin: url },
  });
  const headers = { authorization: `Bearer ${token}` };
  const body = await (await fetch(`${url}/quota`, { headers })).json();
  const bare = fastify({ keepAliveTimeout: 72_000 });
  bare.get('/bare', () => body);
  const bareUrl = await bare.listen({ host: '127.0.0.1', port: 0 });
  process.send({ gated: { url: `${url}/quota`, headers }, bare: { url: `${bareUrl}/bare`, headers } });
  await once(process, 'message');
  await bare.close();
  await platform.close();
  process.disconnect();
}

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'gamekeeper-gate-'));
  const server = fork(fileURLToPath(import.meta.url), ['serve', join(folder, 'data')], { stdio: 'inherit' });
  try {
    const [targets] = await once(server, 'message');
    const names = ['bare', 'gated'];
    const times = { bare: [], gated: [] };
    const rates = { bare: [], gated: [] };
    for (const name of names) await inTurn(targets[name], CALLS);
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of names) times[name].push(...(await inTurn(targets[name], CALLS)));
      for (const name of names) rates[name].push(await rate(targets[name]));
    }
    const at = (name, part) => times[name].sort((a, b) => a - b)[Math.floor(part * (times[name].length - 1))];
    const middle = (name) => rates[name].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
    for (const [what, part] of [
      ['median', 0.5],
      ['p99', 0.99],
    ]) {
      const [bare, gated] = [at('bare', part), at('gated', part)];
      report(`one call at a time, ${what}`, `bare ${micros(bare)}, gated ${micros(gated)}: +${micros(gated - bare)}`);
    }
    const [bare, gated] = [middle('bare'), middle('gated')];
    report(
      `calls/s on 32 connections, median of ${ROUNDS} runs in turns`,
      `bare ${Math.round(bare)}, gated ${Math.round(gated)}: ratio ${(gated / bare).toFixed(2)}`,
    );
    server.send('end');
    await once(server, 'exit');
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of each of so many calls, one after the other on one connection. */
async function inTurn({ url, headers }, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = [];
  for (let call = 0; call < count; call++) {
    const start = performance.now();
    await new Promise((resolve, reject) => {
      request(url, { agent, headers }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${url}: expected 200, found ${answer.statusCode}`));
        answer.resume().once('end', resolve);
      })
        .once('error', reject)
        .end();
    });
    times.push(performance.now() - start);
  }
  agent.destroy();
  return times;
}

async function rate({ url, headers }) {
  const result = await autocannon({ url, headers, connections: 32, duration: SECONDS });
  if (result.non2xx + result.errors > 0) throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.average;
}

function report(what, figure) {
  console.log(`${what.padEnd(56)} ${figure}`);
}

function micros(ms) {
  return `${(ms * 1000).toFixed(0)} µs`;
}
