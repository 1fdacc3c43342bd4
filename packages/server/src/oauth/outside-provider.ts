// Lets people sign in at an outside OpenID provider: authorization code with PKCE, state and nonce (openid-client).

import { type OutsideIdentity, SignInError } from '@gamekeeper/platform';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { isLoopback } from '../http/origins.js';

export interface OutsideProviderOptions {
  /** https, or http on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** On the sign-in button; the issuer's host unless told. */
  readonly name?: string;
  /** Tenant in which people whose mail it verified are made users at their first sign-in; none unless told. */
  readonly createIn?: string;
}

/** What the browser keeps until it comes back. */
export interface OutsideAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface OutsideProvider {
  readonly name: string;
  readonly createIn: string | undefined;
  /** Where to send the browser, and what to keep. @throws SignInError `provider-failed`. */
  begin(redirectUri: string): Promise<{ readonly location: string; readonly attempt: OutsideAttempt }>;
  /** Who came back. @throws SignInError `provider-failed` for anything but a proper answer to the attempt. */
  finish(callback: URL, attempt: OutsideAttempt): Promise<OutsideIdentity>;
}

/** The provider is asked for its configuration when the first person wants to sign in there. */
export function createOutsideProvider(options: OutsideProviderOptions): OutsideProvider {
  const { clientId, clientSecret, createIn } = options;
  const issuer = new URL(options.issuer);
  let known: Promise<Configuration> | null = null;

  function configure(): Promise<Configuration> {
    const insecure = issuer.protocol === 'http:' && isLoopback(issuer.hostname);
    known ??= discovery(issuer, clientId, clientSecret, undefined, {
      timeout: 10,
      ...(insecure && { execute: [allowInsecureRequests] }),
    }).catch((error) => {
      known = null;
      throw error;
    });
    return known;
  }

  return {
    name: options.name ?? issuer.host,
    createIn,
    begin: (redirectUri) =>
      telling(async () => {
        const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
        const location = buildAuthorizationUrl(await configure(), {
          redirect_uri: redirectUri,
          scope: 'openid email profile',
          ...{ state: attempt.state, nonce: attempt.nonce },
          code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
          code_challenge_method: 'S256',
        });
        return { location: location.href, attempt };
      }),
    finish: (callback, { state, nonce, verifier }) =>
      telling(async () => {
        const tokens = await authorizationCodeGrant(await configure(), callback, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('the provider sent no id token');
        const { iss, sub, email, email_verified, name } = claims;
        return {
          ...{ issuer: iss, subject: sub, name: typeof name === 'string' ? name : null },
          verifiedEmail: email_verified === true && typeof email === 'string' ? email : null,
        };
      }),
  };
}

async function telling<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new SignInError('provider-failed', 'the sign-in provider confirmed nobody', { cause });
  }
}
