// The endpoints of the administration, for the operator on this machine and for administrator applications of tenants.

import { agreementRoutes } from './agreements.js';
import { applicationRoutes } from './applications.js';
import { blockRoutes } from './blocks.js';
import { credentialRoutes } from './credentials.js';
import { entitlementRoutes } from './entitlements.js';
import { getEvents } from './events.js';
import { labelRoutes } from './labels.js';
import { licenceRoutes } from './licences.js';
import { ownerRoutes } from './owners.js';
import { peopleRoutes } from './people.js';
import { permissionRoutes } from './permissions.js';
import { tableGrantRoutes } from './table-grants.js';
import { tenantRoutes } from './tenants.js';

export const administrationRoutes = [
  ...tenantRoutes,
  ...ownerRoutes,
  ...peopleRoutes,
  ...applicationRoutes,
  ...credentialRoutes,
  ...permissionRoutes,
  ...licenceRoutes,
  ...tableGrantRoutes,
  ...entitlementRoutes,
  ...agreementRoutes,
  ...labelRoutes,
  ...blockRoutes,
  getEvents,
] as const;
