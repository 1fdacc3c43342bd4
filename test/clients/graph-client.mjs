// Hunts as an application with @microsoft/microsoft-graph-client does; host and trust are ours.

import { ClientSecretCredential } from '@azure/identity';
import { Client } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';

const { AUTHORITY, TENANT, CLIENT_ID, CLIENT_SECRET, QUERY } = process.env;
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
const answer = await client.api('/security/runHuntingQuery').post({ Query: QUERY });
const refusal = await client
  .api('/security/runHuntingQuery')
  .post({})
  .catch((error) => error);
const { statusCode, code, message, requestId } = refusal;
console.log(JSON.stringify({ answer, refusal: { statusCode, code, message, requestId } }));
