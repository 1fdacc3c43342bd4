// Table grants over the API: a tenant narrows an application to some of its tables and columns (USE-4, USE-7).

import { Type } from '@sinclair/typebox';
import { Refusal } from '../../http/refusal.js';
import { line } from './check-fields.js';
import { type AdministrationCall, defineAdministration, type NoFields } from './define-administration.js';

const at = '/tenants/:tenant/applications/:application/table-grants';
const forGrants = { noun: 'table grant', opensTo: 'tenants', controls: ['USE-4', 'USE-7'] } as const;
const table = line(120, 'a hunting table');

const getTableGrants = defineAdministration({
  ...{ ...forGrants, method: 'GET', path: at },
  summary: 'Tables that an application is narrowed to in a tenant; none for no narrowing',
  handler: async (call) => ({ value: await call.parties.tableGrants.list(await between(call)) }),
});

const postTableGrant = defineAdministration({
  ...{ ...forGrants, method: 'POST', path: at },
  summary: 'Grant a table, or replace its columns; the first grant narrows the application to it',
  body: {
    table,
    columns: Type.Optional(
      Type.Union([Type.Array(Type.String({ maxLength: 120 }), { maxItems: 500 }), Type.Null()], {
        description: 'some of its columns, or null for all',
      }),
    ),
  },
  async handler(call) {
    const parties = await changeable(call);
    return call.parties.tableGrants.grant({ ...parties, ...call.body }, call.by);
  },
});

const postRevocation = defineAdministration({
  ...{ ...forGrants, method: 'POST', path: `${at}/revoke`, needsReason: true },
  ...{ summary: 'Take a table back; the last one is not', body: { table } },
  async handler(call) {
    const parties = await changeable(call);
    await call.parties.tableGrants.revoke({ ...parties, ...call.body }, call.by);
    return { value: await call.parties.tableGrants.list(parties) };
  },
});

const postClearing = defineAdministration({
  ...{ ...forGrants, method: 'POST', path: `${at}/clear`, needsReason: true },
  summary: 'Remove every table grant, so that the application reads all tables again',
  async handler(call) {
    await call.parties.tableGrants.clear(await changeable(call), call.by);
    return { value: [] };
  },
});

type AnyCall = Pick<AdministrationCall<NoFields, NoFields>, 'scope' | 'part' | 'caller'>;

async function between({ scope, part }: AnyCall) {
  const { id: tenantId } = await scope.tenant(part('tenant'));
  return { tenantId, applicationId: await scope.applicationOf(tenantId, part('application')) };
}

/** @throws Refusal when an application would change what it may itself read. */
async function changeable(call: AnyCall) {
  const parties = await between(call);
  if (call.caller?.applicationId === parties.applicationId) {
    const message = 'An application does not change its own table grants: expected another application, found its own.';
    throw new Refusal({ status: 403, code: 'own-grants', message });
  }
  return parties;
}

export const tableGrantRoutes = [getTableGrants, postTableGrant, postRevocation, postClearing];
