// The endpoints for the command line on the same machine; they open with the key in the data directory only.

import { getLocalEvents } from './get-events.js';
import { getLocalStatus } from './get-status.js';
import { postAdminLink } from './post-admin-link.js';
import { postLocalAppend } from './post-append.js';
import { postLocalHunt } from './post-hunt.js';
import { postLocalToken } from './post-token.js';

export const localRoutes = [
  postLocalToken,
  getLocalStatus,
  getLocalEvents,
  postLocalHunt,
  postLocalAppend,
  postAdminLink,
] as const;
