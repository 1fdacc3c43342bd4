// Accepts a document for an application of the caller's tenant.

import { TermsError } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';

export const postAcceptance = defineRoute({
  method: 'POST',
  path: '/terms/acceptances',
  summary: 'Accept a document of the terms for an application of the own tenant',
  wire: platformWire,
  reads: 'json',
  schemas: {
    body: Type.Object({
      applicationId: Type.String(),
      document: Type.String(),
      version: Type.Optional(Type.String()),
      /** Of the text that was read: another text by that version refuses the acceptance. */
      hash: Type.Optional(Type.String()),
    }),
  },
  permission: { roles: ['Terms.ReadWrite.All'] },
  quota: 'none',
  controls: ['CHG-2'],
  acceptsTerms: true,
  async handler({ body, caller, services: { terms, identity }, request }) {
    const application = await identity.parties.applications.find(body.applicationId);
    // Another tenant's application is as unknown as none.
    if (caller === null || application?.tenantId !== caller.tenantId) {
      throw new TermsError('application-unknown', `application ${body.applicationId} was not found`);
    }
    const actor = caller.userId === null ? `application:${caller.applicationId}` : `person:${caller.userId}`;
    const accepted = await terms.acceptances.accept(
      { ...body, acceptedBy: actor, sourceAddress: request.ip },
      { actor, reason: 'acceptance over the interface' },
    );
    return { body: accepted };
  },
});
