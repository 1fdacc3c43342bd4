// `gamekeeper hunt`: runs KQL against the running server, the data directory or files.

import { createCompiler, ticksFromMilliseconds } from '@gamekeeper/kql';
import { defenderFunctions, tables } from '@gamekeeper/lake';
import { systemClock } from '@gamekeeper/platform';
import { Option } from 'commander';
import { CliError } from '../cli-error.js';
import { dataDirectory } from '../data/data-directory.js';
import { openHunter } from '../data/hunter.js';
import { externalDataOf, type OutsideKnowledgeOptions, withOutsideKnowledge } from '../data/outside-knowledge.js';
import { formats, writeAnswer } from '../output/formats.js';
import { writerTo } from '../output/write.js';
import { type DefineCommand, dataOption } from './command.js';
import { runBatch } from './hunt-batch.js';
import { readText } from './library-options.js';

interface HuntOptions extends OutsideKnowledgeOptions {
  readonly data?: string;
  readonly files?: readonly string[];
  readonly format: keyof typeof formats;
  readonly window?: string;
  readonly explain?: boolean;
  readonly batch?: boolean;
}

const EXIT_ROWS = 0;
const EXIT_NO_ROWS = 3;

export const huntCommand: DefineCommand = (program) => {
  withOutsideKnowledge(program.command('hunt'))
    .description('run a KQL query; exit code 0 with rows, 3 without, 1 on an error')
    .argument('[query]', 'KQL text, a file ending in .kql, or - for standard input')
    .option(...dataOption)
    .option('--files <paths...>', 'hunt directly in these files or folders')
    .addOption(new Option('--format <format>', 'how to write the rows').choices(Object.keys(formats)).default('table'))
    .option('--window <window>', 'offline: 30d or all (default: 30d, with --files all)')
    .option('--explain', 'print the SQL instead of running it')
    .option(
      '--batch',
      'read {"id","kql"} lines, answer {"id","columns","types","rows"} or {"id","error"} lines; several tables in "tables"',
    )
    .action(async (query: string | undefined, options: HuntOptions) => {
      process.exitCode = await hunt(query, options);
    });
};

async function hunt(query: string | undefined, options: HuntOptions): Promise<number> {
  if (options.explain) {
    process.stdout.write(`${explain(readQuery(query))}\n`);
    return EXIT_ROWS;
  }
  const text = options.batch ? '' : readQuery(query);
  const externalData = externalDataOf(options);
  const { geoDatabase } = options;
  const hunter = await openHunter({
    ...(externalData && { externalData }),
    ...(geoDatabase !== undefined && { geoDatabase }),
    directory: dataDirectory(options.data),
    ...(options.files && { files: options.files }),
    ...(options.window !== undefined && { window: options.window }),
  });
  try {
    const write = writerTo(process.stdout);
    if (options.batch) return await runBatch(hunter, process.stdin, write);
    const answer = await hunter.hunt(text);
    for (const warning of answer.warnings) process.stderr.write(`warning: ${warning}\n`);
    const rows = await writeAnswer(answer, options.format, write);
    return rows > 0 ? EXIT_ROWS : EXIT_NO_ROWS;
  } finally {
    await hunter.close();
  }
}

/** The query text that an argument stands for. */
function readQuery(argument: string | undefined): string {
  if (argument === undefined) throw new CliError('expected a query, a .kql file or - for standard input');
  return readText(argument);
}

function explain(query: string): string {
  const now = ticksFromMilliseconds(systemClock());
  const window = { from: now - 30n * 864_000_000_000n, to: null };
  const { results } = createCompiler(tables.values(), defenderFunctions).compile(query, { now, window });
  return results.map(({ sql }) => sql).join(';\n');
}
