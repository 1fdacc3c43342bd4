// A process of its own for the durability test of incidents: says what the state holds, then raises alerts and changes incidents, telling each that was acknowledged.

import { writeSync } from 'node:fs';
import { createIncidents, createParties, openRecords } from '../../packages/platform/dist/index.js';

const [directory, first, count] = process.argv.slice(2);
const by = { actor: 'operator', reason: 'durability' };
const start = Date.parse('2026-03-04T05:06:07Z');
const clock = () => start;
const records = await openRecords({ directory, clock });
const { tenants } = createParties({ records, clock });
const [known] = await records.db.selectFrom('tenant').select('id').execute();
const tenantId = known?.id ?? (await tenants.create({ displayName: 'Contoso', domain: 'contoso.example' }, by)).id;
const incidents = createIncidents({ records, clock });
const say = (what) => writeSync(1, `${JSON.stringify(what)}\n`);

const raised = await records.db.selectFrom('alert').select(['id', 'deduplication_key as key', 'incident_id']).execute();
const cases = await records.db.selectFrom('incident').select(['id', 'status', 'assigned_to as assignedTo']).execute();
const comments = await records.db.selectFrom('case_comment').select('comment').execute();
const told = await records.db
  .selectFrom('case_history')
  .select('alert_id')
  .where('kind', '=', 'alert.raised')
  .execute();
say({
  alerts: raised.map(({ id, key, incident_id: incident }) => ({ id, key, incident })),
  incidents: cases,
  comments: comments.map(({ comment }) => comment),
  told: told.map(({ alert_id: alertId }) => alertId),
});

/** Pairs share a device, every third pair's user is another pair's: alerts begin, join, gather and merge incidents. */
const alert = (number) => ({
  deduplicationKey: `a-${number}`,
  title: `Alert ${number % 5}`,
  category: 'Execution',
  severity: ['low', 'medium', 'high'][number % 3],
  serviceSource: 'microsoftDefenderForEndpoint',
  detectionSource: 'customDetection',
  mitreTechniques: [],
  firstActivityAt: start + number * 60_000,
  lastActivityAt: start + number * 60_000,
  evidence: [
    { kind: 'device', facts: { mdeDeviceId: `d${number >> 1}` } },
    { kind: 'user', facts: { userAccount: { accountName: `u${Math.floor(number / 6)}`, domainName: 'contoso' } } },
  ],
});

for (let number = Number(first); number < Number(first) + Number(count); number += 2) {
  const pair = [number, number + 1].map(alert);
  // The pair before comes again, as a detection that runs anew over the same rows would raise it.
  const [one] = await incidents.raise(tenantId, [...pair, ...(number > Number(first) ? [alert(number - 2)] : [])], by);
  say({ raised: pair.map(({ deduplicationKey: key }) => key) });
  const changes = { assignedTo: String(number), comment: `c-${number}` };
  const changed = await incidents.update(tenantId, one.incidentId, changes, by);
  say({ changed: changed.id, assignedTo: changes.assignedTo, comment: changes.comment });
}
await records.close();
say({ closed: true });
