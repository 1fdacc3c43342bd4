// The endpoints of detection rules.

import { administerRules } from './administer-rules.js';
import { deleteGraphRule, getGraphRule, getGraphRules, patchGraphRule, postGraphRule } from './graph-rules.js';

export const ruleRoutes = [
  getGraphRules,
  getGraphRule,
  postGraphRule,
  patchGraphRule,
  deleteGraphRule,
  ...administerRules,
] as const;
