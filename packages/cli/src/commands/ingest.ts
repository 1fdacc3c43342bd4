// `gamekeeper ingest`: events from files, folders and standard input into the lake, with an account of every record.

import { join } from 'node:path';
import { type Engine, type IngestInput, type IngestProgress, type IngestSummary, ingest } from '@gamekeeper/lake';
import { systemClock } from '@gamekeeper/platform';
import { SingleBar } from 'cli-progress';
import { CliError } from '../cli-error.js';
import { dataDirectory } from '../data/data-directory.js';
import { findServer, openLake } from '../data/open-lake.js';
import { type DefineCommand, dataOption } from './command.js';

interface IngestOptions {
  readonly data?: string;
  readonly table?: string;
  readonly shiftTime?: string;
  readonly again?: boolean;
  readonly rejects?: string;
}

export const ingestCommand: DefineCommand = (program) => {
  program
    .command('ingest')
    .description('store events from files, folders or - (standard input); formats are told by content')
    .argument('<paths...>', 'files and folders: NDJSON, CSV, Parquet, JSON; plain, .gz or .zip')
    .option(...dataOption)
    .option('--table <name>', 'every record is a row of this table')
    .option('--shift-time <moment>', "move a recording so that its newest event is 'now' or an ISO time")
    .option('--again', 'store files again that were stored before')
    .option('--rejects <file>', 'where rejected records go (default: rejects.ndjson in the data directory)')
    .action(async (paths: readonly string[], options: IngestOptions) => {
      process.exitCode = await run(paths, options);
    });
};

async function run(paths: readonly string[], options: IngestOptions): Promise<number> {
  const directory = dataDirectory(options.data);
  const target = await openTarget(directory);
  const progress = createProgress(process.stderr.isTTY);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const rejectFile = options.rejects ?? join(directory, 'rejects.ndjson');
  try {
    const summary = await ingest(paths.map(inputOf), {
      engine: target.engine,
      clock: systemClock,
      rejectFile,
      onProgress: progress.update,
      signal: stop.signal,
      ...(options.table !== undefined && { table: options.table }),
      ...(options.again && { again: true }),
      ...(options.shiftTime !== undefined && { shiftTimeTo: momentOf(options.shiftTime) }),
    });
    progress.stop();
    process.stdout.write(`${account(summary, rejectFile)}\n`);
    return summary.ingested + summary.duplicateRows === 0 ? 1 : 0;
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt);
    await target.close();
  }
}

const inputOf = (path: string): IngestInput =>
  path === '-' ? { stream: process.stdin, name: 'standard input' } : { path };

/** The running server takes batches on behalf of its engine; without one the lake is opened here. */
async function openTarget(
  directory: string,
): Promise<{ readonly engine: Pick<Engine, 'append'>; close(): Promise<void> }> {
  const server = await findServer(directory);
  return server ? { engine: server, close: async () => undefined } : openLake(directory);
}

function momentOf(text: string): number {
  if (text === 'now') return systemClock();
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw new CliError(`--shift-time: expected 'now' or an ISO time, found '${text}'`);
  return moment;
}

interface Progress {
  readonly update: (progress: IngestProgress) => void;
  stop(): void;
}

/** A bar on a terminal; in a pipe a plain line per tenth of the input. */
function createProgress(terminal: boolean): Progress {
  if (!terminal) {
    let told = 0;
    return {
      update: ({ phase, bytes, totalBytes, ingested }) => {
        const tenth = totalBytes > 0 ? Math.floor((10 * bytes) / totalBytes) : 0;
        if (phase !== 'storing' || tenth <= told) return;
        told = tenth;
        process.stderr.write(`${tenth * 10} % read, ${ingested} rows stored\n`);
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({ format: '{bar} {percentage} % | {rows} rows | {file}', hideCursor: true });
  let started = false;
  return {
    update: ({ bytes, totalBytes, ingested, file }) => {
      const payload = { rows: ingested, file };
      if (started) bar.update(Math.min(bytes, totalBytes), payload);
      else bar.start(Math.max(totalBytes, 1), bytes, payload);
      started = true;
    },
    stop: () => {
      if (started) bar.stop();
      started = false;
    },
  };
}

function account(summary: IngestSummary, rejectFile: string): string {
  const seconds = summary.elapsedMs / 1000;
  const lines = [
    'table                                          rows in   rejected',
    ...summary.perTable.map(
      ({ table, rows, rejected }) => `${table.padEnd(42)}${String(rows).padStart(12)}${String(rejected).padStart(11)}`,
    ),
    `${summary.read} records read: ${summary.ingested} stored, ${summary.rejected} rejected, ${summary.duplicateRows} stored before`,
  ];
  if (seconds > 0) lines.push(`${seconds.toFixed(1)} s, ${Math.round(summary.ingested / seconds)} rows/s`);
  if (summary.rejected > 0) {
    lines.push(`rejected, with line and reason: ${rejectFile}`);
    for (const { reason, count } of summary.rejectedReasons.slice(0, 5)) lines.push(`  ${count} × ${reason}`);
  }
  return lines.join('\n');
}
