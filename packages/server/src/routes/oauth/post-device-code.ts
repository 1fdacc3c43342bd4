// Gives a program without a browser two codes: one to ask with, one for its person to type (RFC 8628 3.1).

import { deviceCodeLifetime } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { findAddressedTenant } from '../../oauth/addressed-tenant.js';
import { missing } from '../../oauth/client-credentials.js';
import { readAccess, scopeOfResource } from '../../oauth/requested-access.js';
import { oauthRefusal, oauthWire } from '../../wire/oauth-wire.js';

/** Seconds between two questions. */
const interval = 5;

export const postDeviceCode = defineRoute({
  method: 'POST',
  path: ['/:tenant/oauth2/v2.0/devicecode', '/:tenant/oauth2/devicecode'],
  summary: 'Device code for a program without a browser',
  wire: oauthWire,
  reads: 'form',
  schemas: {
    params: Type.Object({ tenant: Type.String() }),
    body: Type.Record(Type.String(), Type.String()),
  },
  permission: 'none',
  quota: 'token',
  controls: ['REG-1', 'REG-5'],
  async handler({ body, params, origin, services }) {
    const { identity, signIn } = services;
    if (params.tenant.toLowerCase() === 'common') {
      throw oauthRefusal('device-tenant', 'device codes are for a tenant or organizations, found common');
    }
    const tenant = await findAddressedTenant(identity, origin, params.tenant);
    if (!body.client_id) throw missing('client_id');
    const application = await identity.parties.applications.find(body.client_id);
    if (application === null) {
      throw oauthRefusal('application-unknown', `application '${body.client_id}' was not found in the tenant`);
    }
    if (tenant.id !== null) {
      await identity.parties.requireStanding({ tenantId: tenant.id, applicationId: application.id });
    }
    const scope = body.resource === undefined ? body.scope : scopeOfResource(body.resource);
    if (scope === undefined) throw missing('scope');
    readAccess(scope, identity);
    const request = { applicationId: application.id, tenantId: tenant.id, scope };
    const { deviceCode, userCode } = await signIn.deviceCodes.issue(request);
    const verificationUri = `${origin}/device`;
    return {
      body: {
        user_code: userCode,
        device_code: deviceCode,
        verification_uri: verificationUri,
        verification_url: verificationUri,
        expires_in: deviceCodeLifetime / 1000,
        interval,
        message: `To sign in, open ${verificationUri} in a browser and enter the code ${userCode}.`,
      },
    };
  },
});
