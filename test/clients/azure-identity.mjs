// Gets tokens as an application with @azure/identity does: authority and trust are ours, the rest is the library's own.

import { ClientSecretCredential } from '@azure/identity';

const { AUTHORITY, TENANT, CLIENT_ID, CLIENT_SECRET } = process.env;
const credential = new ClientSecretCredential(TENANT, CLIENT_ID, CLIENT_SECRET, {
  authorityHost: AUTHORITY,
  disableInstanceDiscovery: true,
});
const { token, expiresOnTimestamp } = await credential.getToken('https://graph.microsoft.com/.default');
const wrong = new ClientSecretCredential(TENANT, CLIENT_ID, 'wrong', {
  authorityHost: AUTHORITY,
  disableInstanceDiscovery: true,
});
const refusal = await wrong.getToken('https://graph.microsoft.com/.default').catch((error) => error);
console.log(JSON.stringify({ token, expiresOnTimestamp, refusal: refusal.message }));
