// Rules and their tests as files: named one by one, or all of a folder.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  DetectionsError,
  type ReadRule,
  type RuleTestFile,
  readRule,
  readRuleTests,
  ruleFileOf,
} from '@gamekeeper/platform';
import { CliError } from '../cli-error.js';

/** A rule's file, and the file of its tests where there is one. */
export interface RuleFiles extends ReadRule {
  readonly path: string;
  readonly tests: (RuleTestFile & { readonly path: string }) | null;
}

const testName = /\.kql\.test\.ya?ml$/;
const ruleName = /\.ya?ml$/;

/**
 * Reads rules with their tests. A file of tests stands for the rule beside it.
 * @throws CliError for what does not exist, DetectionsError that names the file for what cannot be read
 */
export function readRuleFiles(paths: readonly string[]): readonly RuleFiles[] {
  const found = new Map<string, RuleFiles>();
  for (const path of paths.flatMap(filesOf)) {
    const rulePath = testName.test(path) ? ruleOfTests(path) : path;
    if (!found.has(rulePath)) found.set(rulePath, readOne(rulePath, testName.test(path) ? path : testsBeside(path)));
  }
  if (found.size === 0) throw new CliError(`no rule was found in ${paths.join(', ')}: expected files ending in .yaml`);
  return [...found.values()];
}

function filesOf(path: string): readonly string[] {
  if (!existsSync(path)) throw new CliError(`${path} does not exist`);
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => ruleName.test(name));
  return names.sort().map((name) => join(path, name));
}

function ruleOfTests(path: string): string {
  const { rule } = named(path, () => readRuleTests(readFileSync(path, 'utf8')));
  return join(dirname(path), rule ?? ruleFileOf(basename(path)));
}

function testsBeside(path: string): string | null {
  const beside = path.replace(ruleName, '.kql.test.yaml');
  return existsSync(beside) ? beside : null;
}

function readOne(path: string, testPath: string | null): RuleFiles {
  if (!existsSync(path)) throw new CliError(`${path}, the rule of ${testPath}, does not exist`);
  const read = named(path, () => readRule(readFileSync(path, 'utf8')));
  const tests =
    testPath === null
      ? null
      : named(testPath, () => ({ ...readRuleTests(readFileSync(testPath, 'utf8')), path: testPath }));
  return { ...read, path, tests };
}

/** A refusal with the file in front. */
function named<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DetectionsError)) throw error;
    throw new CliError(`${path}: ${error.message}`, { cause: error });
  }
}
