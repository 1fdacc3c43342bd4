// The authorization endpoints, where a person's browser arrives from a client and goes back with a code.

import { authorize } from '../../oauth/authorize.js';
import { definePage } from '../../pages/define-page.js';

export const getAuthorizeV1 = definePage({
  method: 'GET',
  path: '/:tenant/oauth2/authorize',
  summary: 'Authorization endpoint, v1 form',
  controls: ['REG-5', 'USE-4', 'DAT-1'],
  handler: ({ call, browser }) =>
    authorize({ call, browser, segment: tenantOf(call.params), version: '1.0', self: call.request.url }),
});

export const getAuthorizeV2 = definePage({
  method: 'GET',
  path: '/:tenant/oauth2/v2.0/authorize',
  summary: 'Authorization endpoint, v2 form',
  controls: ['REG-5', 'USE-4', 'DAT-1'],
  handler: ({ call, browser }) =>
    authorize({ call, browser, segment: tenantOf(call.params), version: '2.0', self: call.request.url }),
});

function tenantOf(params: unknown): string {
  return (params as { readonly tenant: string }).tenant;
}
