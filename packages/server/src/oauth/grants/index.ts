// The grants of the token endpoint by the names that clients send.

import { authorizationCodeGrant } from './authorization-code.js';
import { clientCredentialsGrant } from './client-credentials.js';
import { deviceCodeGrant } from './device-code.js';
import type { Grant } from './grant.js';
import { refreshTokenGrant } from './refresh-token.js';

export const grants: ReadonlyMap<string, Grant> = new Map([
  ['client_credentials', clientCredentialsGrant],
  ['authorization_code', authorizationCodeGrant],
  ['refresh_token', refreshTokenGrant],
  ['urn:ietf:params:oauth:grant-type:device_code', deviceCodeGrant],
  ['device_code', deviceCodeGrant],
]);

/** Grants that are known and refused, with the reason. */
export const refusedGrants: ReadonlyMap<string, string> = new Map([
  ['password', "the grant type 'password' is not supported: people type their password on this server's pages only"],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', "the grant type 'on-behalf-of' is not supported by this server"],
]);
