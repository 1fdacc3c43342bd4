// Every endpoint, area by area; start-up registers what stands here.

import { administrationRoutes } from './administration/index.js';
import { functionRoutes } from './functions/index.js';
import { healthRoutes } from './health/index.js';
import { huntingRoutes } from './hunting/index.js';
import { incidentRoutes } from './incidents/index.js';
import { ingestRoutes } from './ingest/index.js';
import { languageRoutes } from './language/index.js';
import { localRoutes } from './local/index.js';
import { oauthRoutes } from './oauth/index.js';
import { quotaRoutes } from './quota/index.js';
import { ruleRoutes } from './rules/index.js';
import { sandboxRoutes } from './sandbox/index.js';
import { savedHuntRoutes } from './saved-hunts/index.js';
import { signInRoutes } from './sign-in/index.js';
import { termsRoutes } from './terms/index.js';

export const routes = [
  ...oauthRoutes,
  ...signInRoutes,
  ...huntingRoutes,
  ...incidentRoutes,
  ...functionRoutes,
  ...savedHuntRoutes,
  ...ingestRoutes,
  ...languageRoutes,
  ...localRoutes,
  ...termsRoutes,
  ...administrationRoutes,
  ...ruleRoutes,
  ...quotaRoutes,
  ...sandboxRoutes,
  ...healthRoutes,
] as const;
