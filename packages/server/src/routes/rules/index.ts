// The endpoints of detection rules.

import { administerRules } from './administer-rules.js';

export const ruleRoutes = [...administerRules] as const;
