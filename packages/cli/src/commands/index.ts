// The commands, in the order in which help lists them.

import { adminLinkCommand } from './admin-link.js';
import type { DefineCommand } from './command.js';
import { consentCommand } from './consent.js';
import { huntCommand } from './hunt.js';
import { ingestCommand } from './ingest.js';
import { kqlCommand } from './kql.js';
import { tablesCommand } from './tables.js';
import { termsCommand } from './terms.js';
import { tokenCommand } from './token.js';
import { upCommand } from './up.js';

export const commands: readonly DefineCommand[] = [
  upCommand,
  tokenCommand,
  adminLinkCommand,
  ingestCommand,
  huntCommand,
  tablesCommand,
  kqlCommand,
  termsCommand,
  consentCommand,
];
