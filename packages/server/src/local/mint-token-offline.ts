// Issues a token of the sample application while no server runs on the data directory.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Clock,
  claimDataDirectory,
  createIdentity,
  IdentityError,
  openRecords,
  openSealer,
} from '@gamekeeper/platform';
import { mintOperatorToken, type OperatorToken } from './mint-operator-token.js';

export interface OfflineTokenOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Where the server will listen, scheme included. */
  readonly origin: string;
}

/**
 * The token is good for the server that is started on the directory next.
 * @throws RecordsError when the directory is in use or foreign, IdentityError `application-unknown` when nothing was started there.
 */
export async function mintTokenOffline({ directory, clock, origin }: OfflineTokenOptions): Promise<OperatorToken> {
  try {
    await access(join(directory, 'state'));
  } catch (error) {
    throw new IdentityError('application-unknown', `no platform was started in ${directory} yet`, { cause: error });
  }
  const claim = await claimDataDirectory(directory);
  try {
    const records = await openRecords({ directory: claim.path, clock });
    try {
      const isOwnHost = (hostname: string) => hostname === new URL(origin).hostname;
      const identity = createIdentity({ records, clock, sealer: await openSealer(claim.path), isOwnHost });
      return await mintOperatorToken(identity, origin);
    } finally {
      await records.close();
    }
  } finally {
    await claim.release();
  }
}
