// The ledger of acceptances, for the operator on this machine: read, and accept for an application.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { byOperator, findApplication, reasonField } from './operator.js';

export const getLocalAcceptances = defineRoute({
  method: 'GET',
  path: '/local/terms/acceptances',
  summary: 'Acceptances, of one application or of all, for the operator on this machine',
  wire: platformWire,
  reads: 'none',
  schemas: { querystring: Type.Object({ application: Type.Optional(Type.String()) }) },
  permission: 'local-key',
  quota: 'none',
  controls: ['CHG-2'],
  async handler({ query: { application }, services }) {
    const id = application === undefined ? undefined : (await findApplication(services, application)).id;
    return { body: { value: await services.terms.acceptances.list(id) } };
  },
});

export const postLocalAcceptances = defineRoute({
  method: 'POST',
  path: '/local/terms/acceptances',
  summary: 'Accept a document for an application, or all that it has not accepted, for the operator on this machine',
  wire: platformWire,
  reads: 'json',
  schemas: {
    body: Type.Object({
      application: Type.String(),
      document: Type.Optional(Type.String()),
      version: Type.Optional(Type.String()),
      ...reasonField,
    }),
  },
  permission: 'local-key',
  quota: 'none',
  controls: ['CHG-2'],
  async handler({ body: { application, document, version, reason }, services, request }) {
    const { acceptances } = services.terms;
    const { id: applicationId } = await findApplication(services, application);
    const wanted =
      document === undefined
        ? await acceptances.unaccepted(applicationId, services.clock())
        : [{ document, ...(version !== undefined && { version }) }];
    const value = [];
    for (const { document: name, version: of } of wanted as readonly { document: string; version?: string }[]) {
      const who = { applicationId, acceptedBy: 'operator', sourceAddress: request.ip };
      value.push(
        await acceptances.accept(
          { ...who, document: name, ...(of !== undefined && { version: of }) },
          byOperator(reason),
        ),
      );
    }
    return { body: { value } };
  },
});
