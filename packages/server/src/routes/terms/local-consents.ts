// Consents, for the operator on this machine: given in an administrator's name, withdrawn, listed, with their receipts.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { byOperator, findApplication, findTenant, reasonField } from './operator.js';

const forOperator = { wire: platformWire, permission: 'local-key', quota: 'none', controls: ['DAT-1'] } as const;

export const getLocalConsents = defineRoute({
  ...forOperator,
  method: 'GET',
  path: '/local/consents',
  summary: 'Consents, withdrawn ones included, for the operator on this machine',
  reads: 'none',
  schemas: {
    querystring: Type.Object({ application: Type.Optional(Type.String()), tenant: Type.Optional(Type.String()) }),
  },
  async handler({ query: { application, tenant }, services }) {
    const filter = {
      ...(application !== undefined && { applicationId: (await findApplication(services, application)).id }),
      ...(tenant !== undefined && { tenantId: await findTenant(services, tenant) }),
    };
    return { body: { value: await services.terms.consents.list(filter) } };
  },
});

export const getLocalReceipt = defineRoute({
  ...forOperator,
  method: 'GET',
  path: '/local/consents/:id/receipt',
  summary: 'The receipt of a consent, for the operator on this machine',
  reads: 'none',
  schemas: { params: Type.Object({ id: Type.String() }) },
  handler: async ({ params: { id }, services: { terms } }) => ({ body: await terms.consents.receipt(id) }),
});

export const postLocalConsents = defineRoute({
  ...forOperator,
  method: 'POST',
  path: '/local/consents',
  summary: 'Consent to permissions of an application, all granted ones unless told, for the operator on this machine',
  reads: 'json',
  schemas: {
    body: Type.Object({
      application: Type.String(),
      /** Id or domain; the application's own unless told. */
      tenant: Type.Optional(Type.String()),
      permissions: Type.Optional(
        Type.Array(Type.Object({ resource: Type.String(), permission: Type.String() }), { minItems: 1 }),
      ),
      /** Milliseconds since the Unix epoch. */
      validUntil: Type.Optional(Type.Integer({ minimum: 0, maximum: 8.64e15 })),
      ...reasonField,
    }),
  },
  async handler({ body, services, request }) {
    const { id: applicationId, tenantId: home } = await findApplication(services, body.application);
    const tenantId = body.tenant === undefined ? home : await findTenant(services, body.tenant);
    const permissions = body.permissions ?? (await services.identity.parties.permissions.list(applicationId));
    const given = await services.terms.consents.give(
      {
        ...{ tenantId, applicationId, permissions, givenBy: 'operator', method: 'command-line' },
        ...{ sourceAddress: request.ip, validUntil: body.validUntil ?? null },
      },
      byOperator(body.reason),
    );
    return { body: { value: given } };
  },
});

export const postLocalWithdrawal = defineRoute({
  ...forOperator,
  method: 'POST',
  path: '/local/consents/withdrawals',
  summary: 'Withdraw one consent, or those of an application, for the operator on this machine',
  reads: 'json',
  schemas: {
    body: Type.Union([
      Type.Object({ id: Type.String(), ...reasonField }),
      Type.Object({
        application: Type.String(),
        tenant: Type.Optional(Type.String()),
        resource: Type.Optional(Type.String()),
        permission: Type.Optional(Type.String()),
        ...reasonField,
      }),
    ]),
  },
  async handler({ body, services }) {
    const { consents } = services.terms;
    const by = byOperator(body.reason);
    if ('id' in body) return { body: { value: await consents.withdraw({ id: body.id }, by) } };
    const { application, tenant, resource, permission } = body;
    const { id: applicationId, tenantId: home } = await findApplication(services, application);
    const selection = {
      ...{ applicationId, tenantId: tenant === undefined ? home : await findTenant(services, tenant) },
      ...(resource !== undefined && { resource }),
      ...(permission !== undefined && { permission }),
    };
    return { body: { value: await consents.withdraw(selection, by) } };
  },
});
