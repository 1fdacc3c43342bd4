// Asks for tokens with @azure/msal-node while the token endpoint makes it wait: at once again, and once the wait is over.

import { setTimeout } from 'node:timers/promises';
import { ConfidentialClientApplication } from '@azure/msal-node';

const { AUTHORITY, TENANT, CLIENT_ID, CLIENT_SECRET } = process.env;
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: `${AUTHORITY}/${TENANT}`,
    knownAuthorities: [new URL(AUTHORITY).host],
    clientSecret: CLIENT_SECRET,
  },
});
const scopes = ['https://graph.microsoft.com/.default'];
const ask = () => application.acquireTokenByClientCredential({ scopes, skipCache: true });
const refused = () =>
  ask().then(
    () => 'a token',
    ({ errorCode, message }) => `${errorCode} ${message}`,
  );
const refusals = [await refused(), await refused(), await refused()];
await setTimeout(Number(process.env.WAIT));
const { tokenType } = await ask();
console.log(JSON.stringify({ refusals, tokenType }));
