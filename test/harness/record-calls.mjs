// A process of its own for the audit's durability test: records calls, saying on stdout the number of each whose `record` returned.

import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createDuckDbEngine } from '../../packages/lake/dist/duckdb/index.js';
import { tables } from '../../packages/lake/dist/tables/index.js';
import { createAuditTrail } from '../../packages/platform/dist/audit/index.js';

const [directory, first, count] = process.argv.slice(2);
const clock = () => Date.parse('2026-03-04T05:06:07Z');
const engine = await createDuckDbEngine({ directory, tables, clock, threads: 1 });
const trail = createAuditTrail({ engine, directory, clock, nodeId: 'node-1', flushMs: 1 });
const nobody = { ownerId: null, applicationName: null, credentialId: null, tokenId: null, userId: null, country: null };
const nothing = { clientRequestId: null, userAgent: null, origin: null, route: null, permission: null, hunt: null };
const free = { quota: null, quotaProfile: null, gate: null, reason: null, termsVersion: null, agreement: null };
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  trail.record({
    ...{
      ...nobody,
      ...nothing,
      ...free,
      at: clock(),
      requestId: `r-${number}`,
      tenantId: 'tenant',
      tenantKind: 'production',
    },
    ...{ applicationId: 'application', roles: [], ipAddress: '192.0.2.1', method: 'GET', path: '/', wire: 'graph' },
    ...{ statusCode: 200, requestBytes: 0, responseBytes: 0, durationMs: 1, consents: [], additionalFields: null },
  });
  writeSync(1, `${number}\n`);
  // Batches are cut, sent and deleted meanwhile.
  if (number % 10 === 0) await pause(1);
}
await trail.close();
await engine.close();
writeSync(1, 'closed\n');
