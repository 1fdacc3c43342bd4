// @microsoft/microsoft-graph-client as an application sets it up, with a credential of @azure/identity; host and trust are ours.

import { ClientSecretCredential } from '@azure/identity';
import { Client } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';

const { AUTHORITY, TENANT, CLIENT_ID, CLIENT_SECRET } = process.env;
const credential = new ClientSecretCredential(TENANT, CLIENT_ID, CLIENT_SECRET, {
  authorityHost: AUTHORITY,
  disableInstanceDiscovery: true,
});
const authProvider = new TokenCredentialAuthenticationProvider(credential, {
  scopes: ['https://graph.microsoft.com/.default'],
});

/** Speaks to the server at `AUTHORITY` as the application that the environment names. */
export const client = Client.initWithMiddleware({
  authProvider,
  baseUrl: `${AUTHORITY}/`,
  customHosts: new Set([new URL(AUTHORITY).hostname]),
});
