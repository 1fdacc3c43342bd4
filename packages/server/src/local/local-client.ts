// Speaks to the server that runs on a data directory, for commands on the same machine.

import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { AppendBatch, AppendResult, QueryUsage } from '@gamekeeper/lake';
import type { ResultColumn } from '@gamekeeper/platform';
import { localKeyHeader } from '../http/authenticate.js';
import { writeBatch } from './batch-text.js';
import { type LocalEndpoint, readLocalEndpoint } from './local-endpoint.js';
import type { OperatorToken } from './mint-operator-token.js';

/** The server answered with an error; `code` and `message` are its own. */
export class LocalClientError extends Error {
  override readonly name = 'LocalClientError';
  readonly place: { readonly line: number; readonly column: number } | undefined;
  constructor(
    readonly code: string,
    message: string,
    { place, ...options }: ErrorOptions & { readonly place?: LocalClientError['place'] } = {},
  ) {
    super(message, options);
    this.place = place;
  }
}

/** One table of an answer line by line. */
export interface LocalResult {
  readonly name: string;
  readonly columns: readonly ResultColumn[];
  readonly visualization: Readonly<Record<string, unknown>> | null;
  /** One JSON array per row, as text; rejects when the answer breaks off. */
  readonly rows: AsyncIterable<string>;
}

/** A hunt's answer: its first table and those that follow, to be read one after the other. */
export interface LocalHunt extends LocalResult {
  readonly further: readonly LocalResult[];
  readonly warnings: readonly string[];
  /** Settles after the last `rows` was read to its end. */
  readonly usage: Promise<QueryUsage>;
}

export interface LocalStatus {
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly partitions: number;
    /** Ticks as text, null when empty. */
    readonly oldest: string | null;
    readonly newest: string | null;
  }[];
}

export interface LocalClient {
  readonly url: string;
  token(): Promise<OperatorToken>;
  status(): Promise<LocalStatus>;
  /** Stores a batch through the server's engine; resolves after the commit. */
  append(batch: AppendBatch): Promise<AppendResult>;
  /** @throws LocalClientError when the query is refused. */
  hunt(query: string, signal?: AbortSignal): Promise<LocalHunt>;
  /** Runs what another endpoint runs and answers line by line, such as a saved hunt. @throws LocalClientError */
  huntAt(path: `/${string}`, body: object): Promise<LocalHunt>;
  /** The trail of changes as `exportEvents` writes it, in parts; fails when the answer breaks off. */
  events(): AsyncIterable<string>;
  /**
   * Calls any endpoint of this server that the local key opens, and gives its JSON back as the caller says it is.
   * @throws LocalClientError with the server's own code and message.
   * @example await client.request<Consent[]>('GET', '/local/consents?applicationId=…');
   */
  request<T>(method: LocalMethod, path: `/${string}`, body?: object): Promise<T>;
}

export type LocalMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A client of the server that runs on the directory, or null when none answers. */
export async function connectLocal(directory: string): Promise<LocalClient | null> {
  const endpoint = await readLocalEndpoint(directory);
  if (endpoint === null) return null;
  const ca = endpoint.authorityFile === null ? undefined : await readFile(endpoint.authorityFile, 'utf8');
  const call: Send = (method, path, body, signal) => send(endpoint, ca, method, path, body, signal);
  try {
    await readAll(await call('GET', '/healthz'));
  } catch {
    return null;
  }
  return {
    url: endpoint.url,
    token: async () => JSON.parse(await readAll(await call('POST', '/local/token'))),
    status: async () => JSON.parse(await readAll(await call('GET', '/local/status'))),
    append: async (batch) => JSON.parse(await readAll(await call('POST', '/local/append', writeBatch(batch)))),
    hunt: async (query, signal) => readHunt(await call('POST', '/local/hunt', { query }, signal)),
    huntAt: async (path, body) => readHunt(await call('POST', path, body)),
    events: async function* () {
      yield* readParts(await call('GET', '/local/events'));
    },
    request: async (method, path, body) => JSON.parse((await readAll(await call(method, path, body))) || 'null'),
  };
}

type Send = (method: string, path: string, body?: object | string, signal?: AbortSignal) => Promise<IncomingMessage>;

async function send(
  { url, key }: LocalEndpoint,
  ca: string | undefined,
  method: string,
  path: string,
  body?: object | string,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { [localKeyHeader]: key, 'content-type': 'application/json' };
    const options = { method, headers, agent: false, ...(signal && { signal }) };
    // The path is only ever a path: `//elsewhere` must not carry the key there.
    const target = new URL(url + path);
    const request =
      target.protocol === 'https:'
        ? requestHttps(target, { ...options, ...(ca && { ca }) })
        : requestHttp(target, options);
    request.once('response', resolve);
    request.once('error', (error) => reject(signal?.aborted ? error : gone(error)));
    request.end(typeof body === 'object' ? JSON.stringify(body) : body);
  });
  const { statusCode = 0 } = answer;
  if (statusCode >= 200 && statusCode < 300) return answer;
  throw toError(await readAll(answer), statusCode);
}

function toError(body: string, status: number): LocalClientError {
  try {
    const { code, detail, place } = JSON.parse(body);
    return new LocalClientError(code, detail, { place });
  } catch {
    return new LocalClientError('unreadable', `expected an error body with status ${status}, found something else`);
  }
}

async function readAll(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of readParts(answer)) text += part;
  return text;
}

async function* readParts(answer: IncomingMessage): AsyncGenerator<string> {
  answer.setEncoding('utf8');
  try {
    for await (const part of answer) yield part;
  } catch (error) {
    throw gone(error);
  }
}

function gone(cause: unknown): LocalClientError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LocalClientError('server-gone', `the server ended before it had answered: ${reason}`, { cause });
}

async function readHunt(answer: IncomingMessage): Promise<LocalHunt> {
  const lines = readLines(answer);
  const head = await lines.next();
  if (head.done === true) throw brokenOff();
  let settle: (usage: QueryUsage) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const usage = new Promise<QueryUsage>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  usage.catch(() => {});
  // Each table's rows end where the next begins, the last one's with the usage.
  async function* rows(): AsyncGenerator<string> {
    let isWhole = false;
    try {
      for (;;) {
        const line = await lines.next();
        if (line.done === true) throw brokenOff();
        if (!line.value.startsWith('{')) {
          yield line.value;
          continue;
        }
        const mark = JSON.parse(line.value);
        isWhole = true;
        if ('usage' in mark) {
          settle(mark.usage);
          answer.destroy();
        }
        return;
      }
    } catch (error) {
      const told = error instanceof LocalClientError || answer.errored === null ? error : brokenOff();
      fail(told);
      throw told;
    } finally {
      if (!isWhole) answer.destroy();
    }
  }
  const { warnings, results } = JSON.parse(head.value) as {
    readonly warnings: readonly string[];
    readonly results: readonly Omit<LocalResult, 'rows'>[];
  };
  const [first, ...further] = results.map((result) => ({ ...result, rows: rows() }));
  if (first === undefined) throw brokenOff();
  return { ...first, further, warnings, usage };
}

/** Lines by `\n` alone: other separators may stand inside JSON text. */
async function* readLines(answer: IncomingMessage): AsyncGenerator<string> {
  answer.setEncoding('utf8');
  let rest = '';
  for await (const part of answer) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function brokenOff(): LocalClientError {
  return new LocalClientError(
    'broken-off',
    'the answer broke off before its end; the server may have stopped the query',
  );
}
