// One way to hunt for all commands, whether the rows come from the running server, the data directory or files.

import { ingest, tables } from '@gamekeeper/lake';
import {
  createHuntingService,
  type ExternalSource,
  emptyExternalData,
  type HuntLimits,
  type ResultColumn,
  systemClock,
} from '@gamekeeper/platform';
import { CliError } from '../cli-error.js';
import { findServer, hasLake, type OpenLakeOptions, openLake, openMemoryLake } from './open-lake.js';

/** A table whose rows are JSON arrays as text, one each. */
export interface AnswerTable {
  readonly name: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: AsyncIterable<string>;
}

/** An answer: its first table and those that follow, to be read one after the other. */
export interface Answer extends AnswerTable {
  readonly further: readonly AnswerTable[];
  readonly warnings: readonly string[];
}

export interface Hunter {
  /** @throws HuntError or LocalClientError when the query is refused */
  hunt(query: string): Promise<Answer>;
  close(): Promise<void>;
}

export interface HunterOptions {
  readonly directory: string;
  /** Hunt in these files instead of the data directory. */
  readonly files?: readonly string[];
  /** `30d` or `all`; files are hunted whole unless told, everything else 30 days back. */
  readonly window?: string;
  /** Where tables of `externaldata` come from; from nowhere unless told, and without rows where there is no data at all. */
  readonly externalData?: ExternalSource;
  /** MMDB file that tells where addresses are; none unless told. */
  readonly geoDatabase?: string;
}

/** @throws CliError when the window cannot be given to a running server */
export async function openHunter(options: HunterOptions): Promise<Hunter> {
  const { directory, files, window, externalData } = options;
  if (files) return huntFiles(files, options);
  const server = await findServer(directory);
  if (server) {
    if (window !== undefined && window !== '30d') {
      throw new CliError(`--window ${window} is for offline use: a server runs on ${directory} and keeps to 30 days`);
    }
    if (externalData !== undefined || options.geoDatabase !== undefined)
      throw new CliError(`a server runs on ${directory}: what hunts may know beside its data is said at its start`);
    return { hunt: (query) => server.hunt(query), close: async () => undefined };
  }
  if (hasLake(directory))
    return local(await openLake(directory, lakeOptionsOf(options)), window ?? '30d', externalData);
  return local(await openMemoryLake(lakeOptionsOf(options)), window ?? '30d', externalData ?? emptyExternalData);
}

const lakeOptionsOf = ({ geoDatabase }: HunterOptions): OpenLakeOptions =>
  geoDatabase === undefined ? {} : { geoDatabase };

async function huntFiles(files: readonly string[], options: HunterOptions): Promise<Hunter> {
  const lake = await openMemoryLake(lakeOptionsOf(options));
  try {
    const inputs = files.map((path) => ({ path }));
    const summary = await ingest(inputs, { engine: lake.engine, clock: systemClock });
    if (summary.ingested === 0) {
      const [first] = summary.rejects;
      throw new CliError(`no event could be read from ${files.join(', ')}${first ? `: ${first.reason}` : ''}`);
    }
    if (summary.rejected > 0)
      process.stderr.write(`${summary.rejected} of ${summary.read} records could not be read\n`);
    return local(lake, options.window ?? 'all', options.externalData);
  } catch (error) {
    await lake.close();
    throw error;
  }
}

function local(
  lake: Awaited<ReturnType<typeof openLake>>,
  window: string,
  externalData: ExternalSource | undefined,
): Hunter {
  const service = createHuntingService({
    ...{ engine: lake.engine, tables, clock: systemClock, limits: limitsOf(window) },
    ...(externalData && { externalData }),
  });
  return {
    async hunt(query) {
      const answer = await service.hunt({ query, caller: null });
      const further = answer.further.map((result) => ({ ...result, rows: lines(result.rows) }));
      return { ...answer, rows: lines(answer.rows), further };
    },
    close: () => lake.close(),
  };
}

function limitsOf(window: string): Partial<HuntLimits> {
  if (window === 'all') return { lookbackDays: null };
  const days = /^(\d{1,4})d$/.exec(window)?.[1];
  if (days === undefined)
    throw new CliError(`--window: expected a number of days such as 30d, or all; found '${window}'`);
  return { lookbackDays: Number(days) };
}

/** Rows out of chunks; chunks end at row ends. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    // A chunk is whole rows joined by newlines: its last piece is a row too.
    rest = '';
    for (const piece of pieces) if (piece !== '') yield piece;
  }
}
