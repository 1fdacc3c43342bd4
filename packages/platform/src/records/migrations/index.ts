// All migrations in the order in which they run; a published one is never edited, a new one is added below.

import type { Migration } from 'kysely';
import { identityTables } from './0001-identity.js';
import { partyTables } from './0002-parties.js';
import { termsTables } from './0003-terms.js';
import { signInTables } from './0004-sign-in.js';
import { quotaTables } from './0005-quotas.js';
import { noticeTables } from './0006-notices.js';
import { eventChain } from './0007-event-chain.js';
import { huntLibrary } from './0008-hunt-library.js';
import { incidentTables } from './0009-incidents.js';
import { correlation } from './0011-correlation.js';
import { detectionTables } from './0012-detections.js';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-identity': identityTables,
  '0002-parties': partyTables,
  '0003-terms': termsTables,
  '0004-sign-in': signInTables,
  '0005-quotas': quotaTables,
  '0006-notices': noticeTables,
  '0007-event-chain': eventChain,
  '0008-hunt-library': huntLibrary,
  '0009-incidents': incidentTables,
  '0011-correlation': correlation,
  '0012-detections': detectionTables,
};
