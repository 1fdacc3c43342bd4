// The commands, in the order in which help lists them.

import { adminLinkCommand } from './admin-link.js';
import { appCommand } from './app.js';
import type { DefineCommand } from './command.js';
import { consentCommand } from './consent.js';
import { functionCommand } from './function.js';
import { huntCommand } from './hunt.js';
import { ingestCommand } from './ingest.js';
import { kqlCommand } from './kql.js';
import { licenceCommand } from './licence.js';
import { ownerCommand } from './owner.js';
import { personCommand } from './person.js';
import { quotaCommand } from './quota.js';
import { rulesCommand } from './rules.js';
import { sandboxCommand } from './sandbox.js';
import { savedCommand } from './saved.js';
import { tablesCommand } from './tables.js';
import { tenantCommand } from './tenant.js';
import { termsCommand } from './terms.js';
import { tokenCommand } from './token.js';
import { upCommand } from './up.js';

export const commands: readonly DefineCommand[] = [
  upCommand,
  tokenCommand,
  adminLinkCommand,
  ingestCommand,
  huntCommand,
  functionCommand,
  savedCommand,
  tablesCommand,
  kqlCommand,
  appCommand,
  tenantCommand,
  ownerCommand,
  personCommand,
  licenceCommand,
  termsCommand,
  consentCommand,
  rulesCommand,
  quotaCommand,
  sandboxCommand,
];
