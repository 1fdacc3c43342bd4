// Detections: rules that run over the lake and raise alerts.

export { DetectionsError, type DetectionsErrorCode, type RuleFault } from './detections-error.js';
export { readDuration, writeDuration } from './duration.js';
export { type EntityMapping, type EntityType, entityTypes } from './entity-types.js';
export { type ReadRule, readRule } from './formats/read-rule.js';
export {
  type Expected,
  type RuleTest,
  type RuleTestFile,
  readRuleTests,
  ruleFileOf,
} from './formats/rule-test-file.js';
export {
  type DetectionRule,
  type Grouping,
  maxAlertsPerRun,
  type RuleAction,
  type Suppression,
  type Threshold,
} from './rule.js';
