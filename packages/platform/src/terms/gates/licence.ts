// The tenant must have licensed the application (LIC-1).

import type { Gate } from './gate.js';

export const licenceGate: Gate = {
  name: 'licence',
  controls: ['LIC-1'],
  check({ standing: { licence } }) {
    if (licence === null) {
      return { reason: 'licence-missing', message: 'The application holds no licence in this tenant.' };
    }
    if (licence.state === 'granted') return null;
    return {
      reason: `licence-${licence.state}`,
      message: `The application's licence is ${licence.state}: ${licence.reason}`,
    };
  },
};
