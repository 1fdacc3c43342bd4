// The OAuth endpoints.

import { getAuthorizeV1, getAuthorizeV2 } from './get-authorize.js';
import { getDiscoveryV1 } from './get-discovery-v1.js';
import { getDiscoveryV2 } from './get-discovery-v2.js';
import { getInstance } from './get-instance.js';
import { getKeysV1 } from './get-keys-v1.js';
import { getKeysV2 } from './get-keys-v2.js';
import { getLogout } from './get-logout.js';
import { postDeviceCode } from './post-device-code.js';
import { postTokenV1 } from './post-token-v1.js';
import { postTokenV2 } from './post-token-v2.js';

export const oauthRoutes = [
  postTokenV1,
  postTokenV2,
  getDiscoveryV1,
  getDiscoveryV2,
  getKeysV1,
  getKeysV2,
  getInstance,
  getAuthorizeV1,
  getAuthorizeV2,
  postDeviceCode,
  getLogout,
] as const;
