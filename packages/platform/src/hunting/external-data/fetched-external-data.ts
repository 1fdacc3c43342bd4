// External tables from files on the internet: on the allow-list, over https, from public addresses, within bytes and seconds.

import type { ExternalRead } from '@gamekeeper/kql';
import { EngineError, type ExternalTally, IngestError, readExternal } from '@gamekeeper/lake';
import { NetworkError } from '../../network/network-error.js';
import { createOutbound, type OutboundOptions, type OutboundStream } from '../../network/outbound.js';
import { HuntError } from '../hunting-service.js';
import { readAllowList } from './allow-list.js';
import { type ExternalReading, type ExternalSource, hostOf } from './external-source.js';

/** What the operator allows, and how much of it. */
export interface ExternalDataOptions extends Pick<OutboundOptions, 'allowPrivate' | 'blockList' | 'ca' | 'resolve'> {
  /** Hosts and URL prefixes; see `readAllowList`. */
  readonly allow: readonly string[];
  /** Bytes that one table may take, packed or unpacked; 32 MiB unless told. */
  readonly maxBytes?: number;
  /** Milliseconds that all files of one table may take; 30 s unless told. */
  readonly timeoutMs?: number;
  /** Milliseconds for which a table is not fetched again; 15 minutes unless told. */
  readonly keepMs?: number;
}

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const USUAL_PORTS = [443, 8443];

/**
 * @throws NetworkError `target-malformed` or `domain-malformed` for what cannot stand on an allow-list
 * @example createHuntingService({ engine, tables, clock, externalData: createExternalData({ allow: ['lists.example'] }) })
 */
export function createExternalData(options: ExternalDataOptions): ExternalSource {
  const { allow, maxBytes = 32 * 1024 * 1024, timeoutMs = 30_000, keepMs = 900_000, ...way } = options;
  const allowList = readAllowList(allow);
  const outbound = createOutbound({ ...way, ports: [...USUAL_PORTS, ...allowList.ports], timeoutMs });

  /** Checks one address of the way to a file: the one that the query names, or one that it was redirected to. */
  function permitted(text: string): URL {
    const url = outbound.check(text);
    if (!allowList.allows(url))
      throw new NetworkError(
        'target-forbidden',
        `${url.host} is not on the list of allowed sources; start with --external-data ${url.host} to allow that host`,
      );
    return url;
  }

  async function get(text: string, signal: AbortSignal): Promise<OutboundStream> {
    let url = permitted(text);
    for (let hop = 0; ; hop++) {
      const answer = await outbound.get(url.href, { headers: { accept: '*/*', 'user-agent': 'gamekeeper' }, signal });
      if (answer.status === 200) return answer;
      answer.close();
      const location = REDIRECTS.has(answer.status) ? answer.headers.location : undefined;
      if (location === undefined || !URL.canParse(location, url.href))
        throw new NetworkError('target-unreachable', `${url.host} answered with status ${answer.status}`);
      if (hop === MAX_REDIRECTS)
        throw new NetworkError('target-unreachable', `${url.host} redirects more than ${MAX_REDIRECTS} times`);
      url = permitted(new URL(location, url.href).href);
    }
  }

  /** Files one after the other, so that the bound is that of the table. */
  async function* rowsOf(read: ExternalRead, tally: ExternalTally, signal: AbortSignal) {
    const budget = { left: maxBytes };
    for (const text of read.urls) {
      const before = { ...tally };
      try {
        const { body, close } = await get(text, signal);
        try {
          const content = { bytes: bounded(body, budget, maxBytes), location: locationOf(text) };
          yield* readExternal(content, read, { maxBytes }, tally);
        } finally {
          close();
        }
        if (tally.rows === before.rows && tally.unreadable > before.unreadable)
          throw new IngestError('external-unreadable', tally.reason ?? 'it has no records');
      } catch (error) {
        throw asRefusal(error, hostOf(text), read);
      }
    }
  }

  return {
    keepMs,
    maxCharacters: maxBytes,
    check(read) {
      for (const text of read.urls) {
        try {
          permitted(text);
        } catch (error) {
          throw asRefusal(error, hostOf(text), read);
        }
      }
    },
    read(read, signal): ExternalReading {
      const tally: ExternalTally = { rows: 0, characters: 0, unreadable: 0, reason: null };
      return {
        rows: rowsOf(read, tally, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])),
        characters: () => tally.characters,
        warnings: () =>
          tally.unreadable === 0
            ? []
            : [
                `externaldata: ${tally.unreadable} records of ${hostOf(read.urls[0] ?? '')} could not be read: ${tally.reason}`,
              ],
      };
    },
  };
}

async function* bounded(
  body: AsyncIterable<Buffer>,
  budget: { left: number },
  maxBytes: number,
): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    budget.left -= chunk.length;
    if (budget.left < 0) throw new IngestError('external-too-large', `expected at most ${maxBytes} bytes, found more`);
    yield chunk;
  }
}

/** A URL without what may be secret in it. */
function locationOf(text: string): string {
  const { origin, pathname } = new URL(text);
  return origin + pathname;
}

/** The words of a refusal name the host and nothing else of the URL. */
function asRefusal(error: unknown, host: string, { position }: ExternalRead): unknown {
  if (error instanceof NetworkError) {
    const code = error.code === 'target-unreachable' ? 'external-data' : 'unsupported';
    return new HuntError(code, `externaldata: ${error.message}`, position, { cause: error });
  }
  if (error instanceof IngestError)
    return new HuntError('external-data', `externaldata from ${host}: ${error.message}`, position, { cause: error });
  if (error instanceof HuntError || error instanceof EngineError) return error;
  return new HuntError('external-data', `externaldata from ${host} could not be read`, position, { cause: error });
}
