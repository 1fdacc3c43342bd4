// How many alerts are placed a second, and whether the rate holds while they flood: npm run bench -- incidents. Prints, judges nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createIncidents,
  createParties,
  openRecords,
  steadyClock,
  systemClock,
} from '../packages/platform/dist/index.js';

const ALERTS = Number(process.env.BENCH_ALERTS ?? 2_000);
const BATCH = 50;
const by = { actor: 'operator', reason: 'bench' };
const directory = mkdtempSync(join(tmpdir(), 'gamekeeper-incidents-'));
const records = await openRecords({ directory, clock: systemClock });
const parties = createParties({ records, clock: systemClock });
const incidents = createIncidents({ records, clock: systemClock });
const start = systemClock();

const device = (name) => ({ kind: 'device', facts: { mdeDeviceId: name, deviceDnsName: `${name}.contoso.example` } });
const account = (name) => ({
  kind: 'user',
  facts: { userAccount: { accountName: name, userSid: `S-1-5-21-${name}` } },
});
const alert = (index, evidence, severity) => ({
  deduplicationKey: String(index),
  title: `Alert ${index}`,
  category: 'Execution',
  severity,
  serviceSource: 'microsoftDefenderForEndpoint',
  detectionSource: 'customDetection',
  mitreTechniques: ['T1059'],
  firstActivityAt: start + index * 60_000,
  lastActivityAt: start + index * 60_000,
  evidence,
});

const floods = {
  'nothing shared': (index) => alert(index, [device(`d${index}`), account(`u${index}`)], 'medium'),
  'one domain controller shared': (index) => alert(index, [device('dc'), account(`u${index}`)], 'medium'),
  'one service account shared, low': (index) => alert(index, [device(`d${index}`), account('svc')], 'low'),
  '20 devices with their users': (index) => alert(index, [device(`d${index % 20}`), account(`u${index % 20}`)], 'high'),
};

for (const [what, alertOf] of Object.entries(floods)) {
  const name = what.replaceAll(/[ ,]+/g, '-');
  const tenant = await parties.tenants.create({ displayName: what, domain: `${name}.example` }, by);
  const rates = [];
  for (let part = 0; part < 4; part++) {
    const [before, cpu] = [steadyClock(), process.cpuUsage()];
    const until = ((part + 1) * ALERTS) / 4;
    for (let first = (part * ALERTS) / 4; first < until; first += BATCH)
      await incidents.raise(
        tenant.id,
        Array.from({ length: Math.min(BATCH, until - first) }, (_, index) => alertOf(first + index)),
        by,
      );
    const { user, system } = process.cpuUsage(cpu);
    const rate = Math.round(ALERTS / 4 / ((steadyClock() - before) / 1000));
    rates.push(`${rate} (${((user + system) / 1000 / (ALERTS / 4)).toFixed(1)} ms)`);
  }
  const sizes = await records.db
    .selectFrom('alert')
    .select(({ fn }) => ['incident_id', fn.countAll().as('alerts')])
    .where('tenant_id', '=', tenant.id)
    .groupBy('incident_id')
    .execute();
  const most = Math.max(...sizes.map(({ alerts }) => Number(alerts)));
  const figure = `${rates.join(', ')} a second (processor time each) by quarter; ${sizes.length} incidents, the largest of ${most}`;
  console.log(`${`${ALERTS} alerts, ${what}`.padEnd(46)} ${figure}`);
}
await records.close();
rmSync(directory, { recursive: true, force: true });
