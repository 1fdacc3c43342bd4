// Detections: rules that run over the lake and raise alerts.

export type { CandidateAlert, RuleWindow } from './build-alerts.js';
export { type CheckedRule, checkRule } from './check-rule.js';
export { createDetections, type Detections, type DetectionsOptions, type Pace } from './detections.js';
export { DetectionsError, type DetectionsErrorCode, type RuleFault } from './detections-error.js';
export { readDuration, writeDuration } from './duration.js';
export { type EntityMapping, type EntityType, entityTypes } from './entity-types.js';
export type { MailOptions } from './errands.js';
export { type GraphRuleParts, readGraphRule } from './formats/read-graph-rule.js';
export { type ReadRule, readRule } from './formats/read-rule.js';
export {
  type Expected,
  type RuleTest,
  type RuleTestFile,
  readRuleTests,
  ruleFileOf,
} from './formats/rule-test-file.js';
export { patchedGraphRule, writeGraphRule } from './formats/write-graph-rule.js';
export {
  type DetectionRule,
  type Grouping,
  maxAlertsPerRun,
  type RuleAction,
  type Suppression,
  type Threshold,
} from './rule.js';
export type { BackfillReport } from './run-rules.js';
export type { RuleRun, RunErrorCode, RunStatus, StoredRule } from './stored-rule.js';
export { type DryRun, dryRun, dryRunOver, type TestBench, type TestOutcome, testRule } from './test-rule.js';
