// Tells by a path which family of clients sent it, so that even unknown paths are refused in a form they can read.

import { defenderWire } from '../wire/defender-wire.js';
import { graphWire } from '../wire/graph-wire.js';
import { oauthWire } from '../wire/oauth-wire.js';
import { platformWire } from '../wire/platform-wire.js';
import type { Wire } from '../wire/wire.js';

const families: readonly (readonly [RegExp, Wire])[] = [
  [/^\/api\/(?:functions|hunts|language)(?:\/|$)/i, platformWire],
  [/^\/api\//i, defenderWire],
  [/^\/(?:v1\.0|beta)\//i, graphWire],
  [/^\/[^/]+\/(?:oauth2|discovery|\.well-known|v2\.0)(?:\/|$)/i, oauthWire],
];

export function wireOfPath(path: string): Wire {
  return families.find(([pattern]) => pattern.test(path))?.[1] ?? platformWire;
}
