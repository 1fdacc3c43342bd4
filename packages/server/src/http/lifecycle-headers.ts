// What an answer says about the life of its endpoint and the terms that it is given under (CHG-1, LIM-7, AUP-11).

import type { Route } from './define-route.js';

/** When an endpoint was deprecated and will end, and what replaces it. */
export interface Deprecation {
  /** ISO dates. */
  readonly since: string;
  readonly sunset: string;
  /** Path of the successor. */
  readonly successor: string;
}

/** Whether a path belongs to a preview version of an API. */
export function isPreviewPath(path: string): boolean {
  return /^\/beta\//i.test(path);
}

/**
 * `Deprecation` is a structured date (RFC 9745), `Sunset` an HTTP date (RFC 8594); links are RFC 8288.
 * @example lifecycleHeaders(route, '/beta/security/runHuntingQuery', 'https://localhost:7071')
 */
export function lifecycleHeaders(
  { deprecation }: Pick<Route, 'deprecation'>,
  path: string,
  origin: string,
): Readonly<Record<string, string>> {
  const links = [`<${origin}/terms>; rel="terms-of-service"`];
  const headers: Record<string, string> = {};
  if (isPreviewPath(path)) headers['x-gamekeeper-stage'] = 'preview';
  if (deprecation !== undefined) {
    headers.deprecation = `@${Math.floor(Date.parse(deprecation.since) / 1000)}`;
    headers.sunset = new Date(deprecation.sunset).toUTCString();
    links.push(`<${origin}${deprecation.successor}>; rel="successor-version"`);
  }
  return { ...headers, link: links.join(', ') };
}
