// Gets tokens as an application with @azure/msal-node does, by secret or by certificate; twice, since MSAL sends an assertion again.

import { readFileSync } from 'node:fs';
import { ConfidentialClientApplication } from '@azure/msal-node';

const { AUTHORITY, TENANT, CLIENT_ID, CLIENT_SECRET, CERTIFICATE_KEY, THUMBPRINT } = process.env;
const proof = CLIENT_SECRET
  ? { clientSecret: CLIENT_SECRET }
  : { clientCertificate: { privateKey: readFileSync(CERTIFICATE_KEY, 'utf8'), thumbprintSha256: THUMBPRINT } };
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: `${AUTHORITY}/${TENANT}`,
    knownAuthorities: [new URL(AUTHORITY).host],
    ...proof,
  },
});
const ask = (scope) => application.acquireTokenByClientCredential({ scopes: [scope], skipCache: true });
const first = await ask('https://graph.microsoft.com/.default');
const second = await ask('https://api.security.microsoft.com/.default');
const refusal = await ask('https://vault.example/.default').catch((error) => error);
console.log(
  JSON.stringify({
    tokens: [first.accessToken, second.accessToken],
    tokenType: first.tokenType,
    refusal: { errorCode: refusal.errorCode, message: refusal.message },
  }),
);
