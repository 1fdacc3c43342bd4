// Functions that every hunt finds beside the tables: Defender's own, written in KQL over the hunting tables.

import type { StoredFunction } from '@gamekeeper/kql';
import { deviceFunctions } from './devices.js';
import { fileProfile } from './file-profile.js';

/** By name. They read what the hunt may read: where a table that one of them needs is not granted, the call is refused by its name. */
export const defenderFunctions: ReadonlyMap<string, StoredFunction> = new Map(
  [fileProfile, ...deviceFunctions].map((stored) => [stored.name, stored]),
);
