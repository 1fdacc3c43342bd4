// Hunts with @microsoft/microsoft-graph-client, whose own middleware repeats what was throttled.

import { Client } from '@microsoft/microsoft-graph-client';

const { AUTHORITY, TOKEN, QUERY } = process.env;
const client = Client.initWithMiddleware({
  authProvider: { getAccessToken: async () => TOKEN },
  baseUrl: `${AUTHORITY}/`,
  customHosts: new Set([new URL(AUTHORITY).hostname]),
});
const { results } = await client.api('/security/runHuntingQuery').post({ Query: QUERY });
console.log(JSON.stringify({ results }));
