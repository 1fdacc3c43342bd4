// `gamekeeper kql`: shows what a query becomes at each stage of the compiler.

import { type CompileOptions, createCompiler, type KqlCompiler, ticksFromMilliseconds } from '@gamekeeper/kql';
import { defenderFunctions, tables } from '@gamekeeper/lake';
import { systemClock } from '@gamekeeper/platform';
import { Option } from 'commander';
import type { DefineCommand } from './command.js';

type Stage = 'syntax' | 'plan' | 'sql';

export const kqlCommand: DefineCommand = (program) => {
  program
    .command('kql')
    .description('print a stage of the compilation of a query')
    .argument('<query>', 'KQL text')
    .addOption(new Option('--stage <stage>', 'the stage').choices(['syntax', 'plan', 'sql']).default('sql'))
    .action((query: string, { stage }: { readonly stage: Stage }) => {
      const compiler = createCompiler(tables.values(), defenderFunctions);
      const options = { now: ticksFromMilliseconds(systemClock()), window: { from: null, to: null } };
      process.stdout.write(`${shownStage(compiler, query, options, stage)}\n`);
    });
};

/** The stage as text; several results of one query are parted by a line. */
function shownStage(compiler: KqlCompiler, query: string, options: CompileOptions, stage: Stage): string {
  if (stage === 'syntax') return json(compiler.syntax(query));
  if (stage === 'plan') return compiler.plan(query, options).map(json).join('\n');
  const { results } = compiler.compile(query, options);
  return results.map(({ sql }) => sql).join(';\n');
}

const json = (value: unknown): string => JSON.stringify(value, exactIntegers, 2);

const exactIntegers = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
