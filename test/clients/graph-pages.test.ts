// The Graph client reads thousands of incidents by their links while others change, over https under the local authority.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { startTestPlatform } from '../harness/start-test-platform.js';

const incidentCount = 5_000;
const by = { actor: 'operator', reason: 'tests' };

test('@microsoft/microsoft-graph-client: pages neither miss nor repeat an incident that does not change', async () => {
  let now = Date.parse('2026-03-04T05:06:07Z');
  const server = await startTestPlatform({ https: true, clock: () => now });
  try {
    const { sample, platform } = server;
    const { identity, terms, incidents, records } = platform;
    const [tenantId, applicationId] = [sample.tenant.id, sample.application.id];
    const permissions = [{ resource: 'graph', permission: 'SecurityIncident.Read.All' }] as const;
    for (const permission of permissions)
      await identity.parties.permissions.grant({ applicationId, ...permission }, by);
    await terms.consents.give({ tenantId, applicationId, permissions, givenBy: 'test', method: 'command-line' }, by);
    // Many of one moment: ties must not be missed either.
    await sql`
      insert into incident (tenant_id, display_name, status, severity, custom_tags, system_tags, priority_score,
        created_at, updated_at)
      select ${tenantId}::uuid, 'Incident ' || n, 'active', 'low', '[]', '[]', 0, ${now}::bigint - n / 7, ${now}::bigint - n / 7
      from generate_series(1, ${incidentCount}::int) n`.execute(records.db);
    const all = (await records.db.selectFrom('incident').select('id').execute()).map(({ id }) => id);
    expect(all).toHaveLength(incidentCount);

    const authority = platform.url.replace('127.0.0.1', 'localhost');
    let isReading = true;
    const reading = promisify(execFile)(
      process.execPath,
      [fileURLToPath(new URL('graph-pages.mjs', import.meta.url))],
      {
        maxBuffer: 16 * 1024 ** 2,
        env: {
          ...{ PATH: process.env.PATH, AUTHORITY: authority, TENANT: tenantId, CLIENT_ID: applicationId },
          ...{ CLIENT_SECRET: sample.secret, NODE_EXTRA_CA_CERTS: platform.authorityFile ?? '' },
        },
      },
    ).finally(() => {
      isReading = false;
    });
    const changed = new Set<number>();
    for (let step = 0; isReading && step < 250; step++) {
      now += 10;
      const id = all[(step * 37) % all.length] ?? 0;
      changed.add(id);
      await incidents.update(tenantId, id, { summary: `step ${step}` }, by);
    }
    const { count, ids } = JSON.parse((await reading).stdout) as { readonly count: number; readonly ids: number[] };
    expect(count).toBe(incidentCount);
    expect(changed.size).toBeGreaterThan(10);
    const seen = new Map<number, number>();
    for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1);
    const wrong = all.filter((id) => !changed.has(id) && seen.get(id) !== 1);
    expect(wrong).toEqual([]);
    // What changed moves to the end, where it is read again; nothing is lost.
    expect(all.filter((id) => !seen.has(id))).toEqual([]);
  } finally {
    await server.close();
  }
}, 120_000);
