// Gets tokens for a person as a public client with @azure/msal-node does: code with PKCE or device code, then silently by refresh token.

import { createInterface } from 'node:readline';
import { CryptoProvider, PublicClientApplication } from '@azure/msal-node';

const { AUTHORITY, TENANT, CLIENT_ID, REDIRECT_URI, SCOPE, FLOW } = process.env;
const application = new PublicClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: `${AUTHORITY}/${TENANT}`,
    knownAuthorities: [new URL(AUTHORITY).host],
  },
});
const say = (message) => console.log(JSON.stringify(message));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const scopes = [SCOPE];

let first;
if (FLOW === 'code') {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const request = { scopes, redirectUri: REDIRECT_URI };
  say({
    open: await application.getAuthCodeUrl({ ...request, codeChallenge: challenge, codeChallengeMethod: 'S256' }),
  });
  const { value: code } = await lines.next();
  first = await application.acquireTokenByCode({ ...request, code, codeVerifier: verifier });
} else {
  const deviceCodeCallback = ({ userCode, verificationUri }) => say({ userCode, verificationUri });
  first = await application.acquireTokenByDeviceCode({ scopes, deviceCodeCallback });
}
const { account } = first;
const cached = await application.acquireTokenSilent({ scopes, account });
const refreshed = await application.acquireTokenSilent({ scopes, account, forceRefresh: true });
say({
  token: first.accessToken,
  cached: cached.fromCache,
  refreshed: refreshed.accessToken,
  userName: account.username,
  scopes: first.scopes,
});
process.exit(0);
