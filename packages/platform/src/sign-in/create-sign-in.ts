// Puts the parts of people's sign-in together.

import type { Clock } from '../clock.js';
import type { Sealer } from '../identity/sealing-key.js';
import type { Records } from '../records/open-records.js';
import { type Accounts, createAccounts } from './accounts.js';
import { type AuthorizationCodes, createAuthorizationCodes } from './authorization-codes.js';
import { createDeviceCodes, type DeviceCodes } from './device-codes.js';
import { createInvitations, type Invitations } from './invitations.js';
import { createOutsideAccounts, type OutsideAccounts } from './outside-accounts.js';
import { createPasswordSignIn, type PasswordSignIn } from './password-sign-in.js';
import { createRefreshTokens, type RefreshTokens } from './refresh-tokens.js';
import { createSecondFactors, type SecondFactors } from './second-factors.js';
import { createSessions, type Sessions } from './sessions.js';
import { createTickets, type Tickets } from './tickets.js';
import type { TokenFamilies } from './token-families.js';

export interface SignInOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly sealer: Sealer;
  /** Those that `Identity` checks tokens against. */
  readonly families: TokenFamilies;
}

/** People's sign-in, and what applications get from it. */
export interface SignIn {
  readonly accounts: Accounts;
  readonly passwords: PasswordSignIn;
  readonly secondFactors: SecondFactors;
  readonly sessions: Sessions;
  readonly invitations: Invitations;
  readonly outsideAccounts: OutsideAccounts;
  readonly tickets: Tickets;
  readonly families: TokenFamilies;
  readonly codes: AuthorizationCodes;
  readonly refreshTokens: RefreshTokens;
  readonly deviceCodes: DeviceCodes;
}

/**
 * @example
 * const signIn = createSignIn({ records, clock: systemClock, sealer, families: identity.families });
 * const link = await signIn.invitations.create(personId, { actor: 'operator', reason: 'first start' });
 */
export function createSignIn({ records, clock, sealer, families }: SignInOptions): SignIn {
  const accounts = createAccounts(records);
  const tickets = createTickets({ sealer, clock });
  const secondFactors = createSecondFactors({ records, clock, sealer, accounts, tickets });
  return {
    ...{ accounts, tickets, secondFactors, families },
    passwords: createPasswordSignIn({ records, clock, accounts, secondFactors, tickets }),
    sessions: createSessions({ records, clock, accounts }),
    invitations: createInvitations({ records, clock, accounts }),
    outsideAccounts: createOutsideAccounts({ records, clock, accounts }),
    codes: createAuthorizationCodes({ records, clock, families }),
    refreshTokens: createRefreshTokens({ records, clock, families }),
    deviceCodes: createDeviceCodes({ records, clock, families }),
  };
}
