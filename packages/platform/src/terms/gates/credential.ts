// The credential that obtained the token must still count: a token does not outlive it (REG-4).

import type { Gate } from './gate.js';

export const credentialGate: Gate = {
  name: 'credential',
  controls: ['REG-4'],
  check({ caller: { credentialId }, standing, now }) {
    if (credentialId === null) return null;
    const credential = standing.credentials.get(credentialId);
    if (credential === undefined || credential.revokedAt !== null) {
      return { reason: 'credential-revoked', message: 'The credential that obtained this token was revoked.' };
    }
    if (credential.expiresAt > now) return null;
    return { reason: 'credential-expired', message: 'The credential that obtained this token has expired.' };
  },
};
