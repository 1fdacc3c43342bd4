// What an alert is about, as the Defender for Endpoint API serves it beside the alert: its machine, account, files, addresses and domains.

import type { Alert } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { type Answer, type Call, defineRoute } from '../../http/define-route.js';
import { Refusal } from '../../http/refusal.js';
import { defenderWire } from '../../wire/defender-wire.js';
import { accountOf, addressesOfAlert, domainsOf, filesOf } from '../../wire/incidents/alert-relations.js';
import { relatedTo } from '../../wire/incidents/endpoint-alert.js';
import { alertIdOf, tenantOf } from './case-call.js';
import { readMachines } from './endpoint-machines.js';

const params = Type.Object({ id: Type.String() });

/** `roles` are those of what is asked for, beside the alert's own. */
const defineRelation = (
  name: string,
  summary: string,
  roles: readonly [string, ...string[]],
  answer: (call: Call, alert: Alert) => Promise<object> | object,
) =>
  defineRoute({
    method: 'GET',
    path: [`/api/alerts/:id/${name}`, `/api/v1.0/alerts/:id/${name}`],
    summary: `${summary} of an alert, Defender for Endpoint API`,
    ...{ wire: defenderWire, reads: 'none', schemas: { params }, quota: 'alerts', controls: ['LIM-3', 'USE-7'] },
    permission: { roles, resources: ['defender-endpoint'] },
    async handler(call): Promise<Answer> {
      const alert = await call.services.incidents.getAlert(tenantOf(call), alertIdOf(call.params.id));
      return { body: await answer(call, alert) };
    },
  });

const alertReaders = ['Alert.Read.All', 'Alert.ReadWrite.All'] as const;

const list = (what: string, read: (alert: Alert) => readonly object[]) => (call: Call, alert: Alert) => ({
  '@odata.context': `${call.origin}/api/$metadata#${what}`,
  value: read(alert),
});

function unknown(what: string, { id }: Alert): never {
  const message = `Alert ${id} names no ${what} that is known.`;
  throw new Refusal({ status: 404, code: 'ResourceNotFound', message, reason: `${what}-unknown` });
}

export const getAlertMachine = defineRelation(
  'machine',
  'The machine',
  ['Machine.Read.All', 'Machine.ReadWrite.All'],
  async (call, alert) => {
    const { mdeDeviceId, deviceDnsName } = relatedTo(alert).device;
    const name = mdeDeviceId ?? deviceDnsName;
    const [machine] = name === undefined ? [] : await readMachines(call, name);
    return {
      '@odata.context': `${call.origin}/api/$metadata#Machines/$entity`,
      ...(machine ?? unknown('machine', alert)),
    };
  },
);

export const getAlertUser = defineRelation('user', 'The account', alertReaders, (call, alert) => ({
  '@odata.context': `${call.origin}/api/$metadata#Users/$entity`,
  ...(accountOf(alert) ?? unknown('account', alert)),
}));

export const getAlertFiles = defineRelation('files', 'The files', alertReaders, list('Files', filesOf));
export const getAlertIps = defineRelation('ips', 'The addresses', alertReaders, list('Ips', addressesOfAlert));
export const getAlertDomains = defineRelation('domains', 'The domains', alertReaders, list('Domains', domainsOf));
