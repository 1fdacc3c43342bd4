// Reads the body of a $batch request: what is asked, in an order in which nothing comes before what it depends on.

import { RequestFault } from '../http/request-fault.js';

/** One request of a batch. */
export interface BatchPart {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, version included. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

export interface PartAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of the body. */
  readonly bytes: number;
}

/** Requests of one batch at most. */
export const mostParts = 20;

/** Headers that a part may bring; who calls, and from where, is the batch's to say. */
const ownHeaders = new Set([
  ...['accept', 'content-type', 'prefer', 'client-request-id', 'consistencylevel', 'if-match', 'if-none-match'],
]);
const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * @param version of the batch's own path, in which its parts are
 * @throws RequestFault naming the request at fault
 * @example readBatch({ requests: [{ id: '1', method: 'GET', url: '/security/incidents' }] }, 'v1.0')
 */
export function readBatch(body: unknown, version: string): readonly BatchPart[] {
  const { requests } = (body ?? {}) as { readonly requests?: unknown };
  if (!Array.isArray(requests) || requests.length === 0 || requests.length > mostParts)
    throw fault(`requests: expected a list of 1 to ${mostParts}.`);
  const parts = requests.map((request, index) => readPart(request, index, version));
  if (new Set(parts.map(({ id }) => id)).size < parts.length) throw fault('requests: expected ids that differ.');
  return inOrder(parts);
}

function readPart(request: unknown, index: number, version: string): BatchPart {
  const where = `requests[${index}]`;
  if (typeof request !== 'object' || request === null) throw fault(`${where}: expected an object.`);
  const { id, method, url, headers = {}, body, dependsOn = [] } = request as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !/^[^\0]{1,100}$/s.test(id)) throw fault(`${where}.id: expected a text.`);
  const verb = typeof method === 'string' ? method.toUpperCase() : '';
  if (!methods.has(verb)) throw fault(`${where}.method: expected one of ${[...methods].join(', ')}.`);
  if (!isTextList(dependsOn)) throw fault(`${where}.dependsOn: expected a list of ids.`);
  if (typeof headers !== 'object' || headers === null) throw fault(`${where}.headers: expected an object.`);
  return {
    ...{ id, method: verb as BatchPart['method'], body, dependsOn },
    url: addressOf(url, where, version),
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        ownHeaders.has(name.toLowerCase()) && typeof value === 'string' && /^[\x20-\x7e]{0,1000}$/.test(value)
          ? [[name.toLowerCase(), value]]
          : [],
      ),
    ),
  };
}

/** Relative to the version, and no way out of it. */
function addressOf(url: unknown, where: string, version: string): string {
  const root = `/${version}/`;
  if (typeof url === 'string' && url.length <= 16_384 && URL.canParse(url.replace(/^\/*/, root), 'http://batch')) {
    const { pathname, search } = new URL(url.replace(/^\/*/, root), 'http://batch');
    if (pathname.startsWith(root) && !/^\/[^/]+\/(?:\$|%24)batch\/?$/i.test(pathname)) return pathname + search;
  }
  throw fault(`${where}.url: expected a path relative to ${root} that is no batch itself.`);
}

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= mostParts && value.every((item) => typeof item === 'string');

/** Stable: what depends on nothing stays where it was. */
function inOrder(parts: readonly BatchPart[]): readonly BatchPart[] {
  const ordered = new Map<string, BatchPart>();
  while (ordered.size < parts.length) {
    const next = parts.find(
      ({ id, dependsOn }) => !ordered.has(id) && dependsOn.every((before) => ordered.has(before)),
    );
    if (next === undefined)
      throw fault('dependsOn: expected ids of this batch that do not depend on each other in a circle.');
    ordered.set(next.id, next);
  }
  return [...ordered.values()];
}

const fault = (detail: string) => new RequestFault({ kind: 'bad-request', detail });
