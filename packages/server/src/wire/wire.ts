// What a wire is: how one family of endpoints words failures and prints them.

import type { ResourceId } from '@gamekeeper/platform';
import type { Refusal } from '../http/refusal.js';
import type { RequestIds } from '../http/request-ids.js';

/** What an error body may mention besides the refusal. */
export interface WireContext extends RequestIds {
  /** Scheme and host of this server as the client knows it. */
  readonly origin: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Faults that any endpoint may have, named so that each wire can word them. */
export type HttpFault =
  | { readonly kind: 'not-found'; readonly path: string }
  | { readonly kind: 'body-unreadable'; readonly detail: string }
  | { readonly kind: 'body-too-large'; readonly limit: number }
  | { readonly kind: 'bad-request'; readonly detail: string }
  | { readonly kind: 'roles-missing'; readonly required: readonly string[]; readonly held: readonly string[] }
  | { readonly kind: 'token-missing' }
  | {
      readonly kind: 'over-limit';
      /** URL too long, too many headers, too much under way. */
      readonly status: 414 | 431 | 503;
      readonly detail: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'internal'; readonly cause: unknown };

export interface Wire {
  readonly name: 'defender' | 'graph' | 'oauth' | 'platform' | 'page';
  /** Resources whose tokens this wire accepts. */
  readonly resources: readonly ResourceId[];
  /** Content types of answers and of error bodies. */
  readonly contentType: string;
  readonly errorContentType: string;
  /** Headers of every answer. */
  headers(context: WireContext): Readonly<Record<string, string>>;
  /** Words a domain failure (`IdentityError`, `HuntError`, …); undefined when it is not this wire's to tell. */
  refuse(error: unknown, context: WireContext): Refusal | undefined;
  /** Words a fault of the request itself. */
  fault(fault: HttpFault, context: WireContext): Refusal;
  /** The body of an error answer. */
  errorBody(refusal: Refusal, context: WireContext): unknown;
}

/** The engine-independent text for roles that a token lacks, alike on both hunting wires (wire contract 2.9, 4.3). */
export function missingRolesText(required: readonly string[], held: readonly string[]): string {
  return `Missing application roles. API required roles: ${required.join(',')}, application roles: ${held.join(',')}.`;
}

/** Headers of an answer to a request over a limit: when to come again, and that the connection is not worth keeping. */
export function overLimitHeaders(retryAfterSeconds: number | undefined): Readonly<Record<string, string>> {
  return { connection: 'close', ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }) };
}
