// `gamekeeper kql`: shows what a query becomes at each stage of the compiler.

import { createCompiler, ticksFromMilliseconds } from '@gamekeeper/kql';
import { tables } from '@gamekeeper/lake';
import { systemClock } from '@gamekeeper/platform';
import { Option } from 'commander';
import type { DefineCommand } from './command.js';

export const kqlCommand: DefineCommand = (program) => {
  program
    .command('kql')
    .description('print a stage of the compilation of a query')
    .argument('<query>', 'KQL text')
    .addOption(new Option('--stage <stage>', 'the stage').choices(['syntax', 'plan', 'sql']).default('sql'))
    .action((query: string, { stage }: { readonly stage: 'syntax' | 'plan' | 'sql' }) => {
      const compiler = createCompiler(tables.values());
      const options = { now: ticksFromMilliseconds(systemClock()), window: { from: null, to: null } };
      const shown =
        stage === 'syntax'
          ? compiler.syntax(query)
          : stage === 'plan'
            ? compiler.plan(query, options)
            : compiler.compile(query, options).sql;
      process.stdout.write(`${typeof shown === 'string' ? shown : JSON.stringify(shown, exactIntegers, 2)}\n`);
    });
};

const exactIntegers = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
