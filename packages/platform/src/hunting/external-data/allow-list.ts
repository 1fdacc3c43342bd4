// Which URLs hunts may read: those of hosts, or under URL prefixes, that the operator named.

import { normalizeDomain } from '../../network/domain-name.js';
import { NetworkError } from '../../network/network-error.js';

/** Tells which URLs may be read. */
export interface AllowList {
  allows(url: URL): boolean;
  /** Ports other than the usual that its prefixes name. */
  readonly ports: readonly number[];
}

/** What servers may take for a step up or a separator, so that a prefix no longer says where a path leads. */
const AMBIGUOUS = /%(?:2e|2f|5c)|\\/i;

/**
 * A list of hosts (`lists.example`, without those below it) and URL prefixes (`https://lists.example/feeds/`); a prefix ends where
 * a part of the path ends.
 * @throws NetworkError `target-malformed`, `domain-malformed`
 * @example readAllowList(['raw.githubusercontent.com', 'https://lists.example/feeds/']).allows(new URL('https://lists.example/x')) // false
 */
export function readAllowList(entries: readonly string[]): AllowList {
  const tests: ((url: URL) => boolean)[] = [];
  const ports: number[] = [];
  for (const entry of entries) {
    if (!entry.includes('/')) {
      const host = normalizeDomain(entry);
      tests.push((url) => normalizedHost(url) === host);
      continue;
    }
    const prefix = prefixOf(entry);
    if (prefix.port !== '') ports.push(Number(prefix.port));
    tests.push((url) => url.origin === prefix.origin && isUnder(url, prefix));
  }
  return { allows: (url) => tests.some((test) => test(url)), ports };
}

function prefixOf(entry: string): URL {
  const url = URL.canParse(entry) ? new URL(entry) : null;
  const plain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!plain || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new NetworkError(
      'target-malformed',
      `external data: expected a host such as lists.example or a URL prefix such as https://lists.example/feeds/, found '${entry.split('?')[0]}'`,
    );
  return url;
}

function isUnder({ pathname }: URL, { pathname: prefix }: URL): boolean {
  if (prefix === '/') return true;
  if (AMBIGUOUS.test(pathname)) return false;
  return pathname === prefix || pathname.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

function normalizedHost({ hostname }: URL): string | null {
  try {
    return normalizeDomain(hostname);
  } catch {
    return null;
  }
}
