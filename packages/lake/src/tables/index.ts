// Every hunting table by name. Add one: define it in its family's file; this index finds it.

import type { Table } from '@gamekeeper/kql';
import * as agents from './agents.js';
import * as alerts from './alerts.js';
import * as audit from './audit.js';
import * as cloud from './cloud.js';
import * as device from './device.js';
import * as email from './email.js';
import * as exposure from './exposure.js';
import * as identity from './identity.js';
import * as others from './others.js';
import * as vulnerability from './vulnerability.js';

/** The hunting tables, keyed by their exact name. */
export const tables: ReadonlyMap<string, Table> = new Map(
  [agents, alerts, audit, cloud, device, email, exposure, identity, others, vulnerability]
    .flatMap((family) => Object.values(family))
    .map((table) => [table.name, table]),
);

/** Tables that only the platform writes: no source fills them, and there is one of each for all tenants. */
export const platformTables: ReadonlySet<string> = new Set(Object.values(audit).map((table) => table.name));

/** The tables that sources fill. */
export const sourceTables: ReadonlyMap<string, Table> = new Map(
  [...tables].filter(([name]) => !platformTables.has(name)),
);
