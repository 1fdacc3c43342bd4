// Machines as the Defender for Endpoint API serves them, from the inventory in the lake as far as the caller may read it (wire contract 3.3).

import { Type } from '@sinclair/typebox';
import { type Call, defineRoute } from '../../http/define-route.js';
import { huntRows, huntRowsInReach } from '../../http/hunt-rows.js';
import { Refusal } from '../../http/refusal.js';
import { defenderWire } from '../../wire/defender-wire.js';
import {
  addressesOf,
  comparableMachine,
  type EndpointMachine,
  endpointMachine,
  endpointMachineOffer,
  type MachineAddress,
  machineQueries,
} from '../../wire/incidents/endpoint-machine.js';
import { listOptions, objectOptions, selected } from '../../wire/odata/list-options.js';
import { byOrder, matches } from '../../wire/odata/matches.js';

const params = Type.Object({ id: Type.String() });
const permission = {
  roles: ['Machine.Read.All', 'Machine.ReadWrite.All'],
  resources: ['defender-endpoint'],
} as const;

const notFound = (message: string) =>
  new Refusal({ status: 404, code: 'ResourceNotFound', message, reason: 'machine-unknown' });

async function addressesByDevice(call: Call): Promise<ReadonlyMap<unknown, readonly MachineAddress[]>> {
  const found = new Map<unknown, MachineAddress[]>();
  for (const row of await huntRowsInReach(call, { query: machineQueries.addresses })) {
    const device = row.get('DeviceId');
    found.set(device, [...(found.get(device) ?? []), ...addressesOf(row)]);
  }
  return found;
}

/** @param id of a device, or its name; all of them unless told */
export async function readMachines(call: Call, id?: string): Promise<readonly EndpointMachine[]> {
  const query = `${id === undefined ? machineQueries.all : machineQueries.one}${machineQueries.newest}`;
  const rows = await huntRows(call, { query, ...(id !== undefined && { parameters: new Map([['machine', id]]) }) });
  if (rows.length === 0) return [];
  const addresses = await addressesByDevice(call);
  return rows.map((row) => endpointMachine(row, addresses.get(row.get('DeviceId')) ?? []));
}

export const getMachines = defineRoute({
  method: 'GET',
  path: ['/api/machines', '/api/v1.0/machines'],
  summary:
    'Devices seen in the last 30 days, Defender for Endpoint API: $filter, $orderby, $top (10,000 at most), $skip',
  ...{ wire: defenderWire, reads: 'none', schemas: {}, quota: 'alerts', controls: ['USE-1', 'DAT-2'] },
  permission,
  async handler(call) {
    const { filter, orderBy, select, skip, top, count } = listOptions(call.query, endpointMachineOffer);
    const all = await readMachines(call);
    if (all.length === 0) throw notFound('No recent machines were found.');
    const order = byOrder(orderBy ?? [{ field: 'lastSeen' as const, descending: true }]);
    const found = all
      .map((machine) => ({ machine, row: comparableMachine(machine) }))
      .filter(({ row }) => filter === undefined || matches(row, filter))
      .sort((a, b) => order(a.row, b.row));
    return {
      body: {
        '@odata.context': `${call.origin}/api/$metadata#Machines`,
        ...(count && { '@odata.count': found.length }),
        value: found.slice(skip, skip + top).map(({ machine }) => selected(machine, select)),
      },
    };
  },
});

export const getMachine = defineRoute({
  method: 'GET',
  path: ['/api/machines/:id', '/api/v1.0/machines/:id'],
  summary: 'A device by its id or name, Defender for Endpoint API',
  ...{ wire: defenderWire, reads: 'none', schemas: { params }, quota: 'alerts', controls: ['USE-1', 'DAT-2'] },
  permission,
  async handler(call) {
    const { select } = objectOptions(call.query, endpointMachineOffer);
    const [machine] = await readMachines(call, call.params.id);
    if (machine === undefined) throw notFound(`Machine ${call.params.id.slice(0, 80)} was not found.`);
    return {
      body: { '@odata.context': `${call.origin}/api/$metadata#Machines/$entity`, ...selected(machine, select) },
    };
  },
});
