// The stories that the sample hides, in the order in which they begin.

import { consentPhishing } from './consent-phishing/consent-phishing.js';
import { credentialTheft } from './credential-theft/credential-theft.js';
import { phishedRansomware } from './phished-ransomware/phished-ransomware.js';
import type { Story } from './story.js';

export const stories: readonly Story[] = [consentPhishing, credentialTheft, phishedRansomware];
