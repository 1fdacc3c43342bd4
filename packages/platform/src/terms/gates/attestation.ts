// A registration that its owner has not confirmed in time does not count as accurate (REG-3).

import { attestationState } from '../../parties/attestation.js';
import type { Gate } from './gate.js';

export const attestationGate: Gate = {
  name: 'attestation',
  controls: ['REG-3'],
  check({ standing: { application }, now, settings }) {
    const attestation = attestationState(application.attestedAt, now, settings.attestation);
    if (attestation.standing !== 'lapsed') return null;
    const dueAt = new Date(attestation.dueAt).toISOString();
    return {
      reason: 'attestation-lapsed',
      message: `The registration was due to be confirmed by ${dueAt}; its owner must attest it.`,
    };
  },
};
