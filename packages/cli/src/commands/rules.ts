// `gamekeeper rules`: detection rules as files and on the running server.

import type { DefineCommand } from './command.js';
import { addServerCommands } from './rules-on-server.js';
import { type RulesTestOptions, testRules } from './rules-test.js';

export const rulesCommand: DefineCommand = (program) => {
  const rules = program
    .command('rules')
    .description('detection rules: tests of their files, rules of tenants, their runs');
  rules
    .command('test')
    .description('run the tests beside rules (NAME.kql.test.yaml); exit code 0 when all pass, 1 otherwise')
    .argument('<rules...>', 'YAML files or folders of them')
    .option('--on <paths...>', 'instead of the tests: which alerts the rules would make of these files or folders')
    .option('--junit <file>', 'write a report in JUnit’s form')
    .option('--json', 'with --on: print the alerts as JSON')
    .action(async (paths: readonly string[], options: RulesTestOptions) => {
      process.exitCode = await testRules(paths, options);
    });
  addServerCommands(rules);
};
