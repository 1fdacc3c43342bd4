// The token is the only identity: a request that claims another one is refused (USE-9).

import type { Gate } from './gate.js';

export const identityGate: Gate = {
  name: 'identity',
  controls: ['USE-9'],
  check({ caller, claims }) {
    const own = { application: caller.applicationId, tenant: caller.tenantId };
    const contradicting = claims.find(({ kind, value }) => value.toLowerCase() !== own[kind]);
    if (contradicting === undefined) return null;
    const { where, kind } = contradicting;
    return {
      reason: 'identity-contradicted',
      message: `${where} names another ${kind} than the access token, which is the only identity of a call.`,
    };
  },
};
