// Reads all incidents page by page as an application with @microsoft/microsoft-graph-client does; host and trust are ours.

import { ClientSecretCredential } from '@azure/identity';
import { Client, PageIterator } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';

const { AUTHORITY, TENANT, CLIENT_ID, CLIENT_SECRET } = process.env;
const credential = new ClientSecretCredential(TENANT, CLIENT_ID, CLIENT_SECRET, {
  authorityHost: AUTHORITY,
  disableInstanceDiscovery: true,
});
const authProvider = new TokenCredentialAuthenticationProvider(credential, {
  scopes: ['https://graph.microsoft.com/.default'],
});
const client = Client.initWithMiddleware({
  authProvider,
  baseUrl: `${AUTHORITY}/`,
  customHosts: new Set([new URL(AUTHORITY).hostname]),
});
const first = await client
  .api('/security/incidents')
  .top(50)
  .select('id')
  .orderby('lastUpdateDateTime asc')
  .count(true)
  .get();
const ids = [];
const pages = new PageIterator(client, first, ({ id }) => ids.push(Number(id)) > 0);
await pages.iterate();
console.log(JSON.stringify({ count: first['@odata.count'], ids }));
