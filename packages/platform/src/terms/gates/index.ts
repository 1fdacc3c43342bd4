// The gates in the order in which a call meets them; the first refusal is the answer. Block list and embargo stand before the token is read, the quota after all.

import { attestationGate } from './attestation.js';
import { confidentialGate } from './confidential.js';
import { consentGate } from './consent.js';
import { credentialGate } from './credential.js';
import type { Gate } from './gate.js';
import { identityGate } from './identity.js';
import { licenceGate } from './licence.js';
import { partiesGate } from './parties.js';
import { previewGate } from './preview.js';
import { sandboxGate } from './sandbox.js';
import { termsGate } from './terms.js';

export const gates: readonly Gate[] = [
  partiesGate,
  credentialGate,
  licenceGate,
  attestationGate,
  identityGate,
  termsGate,
  consentGate,
  previewGate,
  confidentialGate,
  sandboxGate,
];
