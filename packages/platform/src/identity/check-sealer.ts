// Finds out at start whether this node has the key under which the state's secrets are sealed, before a caller does.

import type { Records } from '../records/open-records.js';
import type { Sealer } from './sealing-key.js';

/**
 * Opens the newest signing key; a state without any passes.
 * @throws RecordsError `sealing-key-wrong`
 * @example await checkSealer(records, await openSealer(directory));
 */
export async function checkSealer({ db }: Pick<Records, 'db'>, sealer: Sealer): Promise<void> {
  const newest = await db
    .selectFrom('signing_key')
    .select('sealed_private_key')
    .where('sealed_private_key', 'is not', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest?.sealed_private_key != null) await sealer.unseal(newest.sealed_private_key);
}
