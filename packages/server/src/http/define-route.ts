// What an endpoint is: a description from which validation, authentication, OpenAPI and the manual derive.

import type { AdmissionFacts, Caller, ControlId, QuotaName, ResourceId } from '@gamekeeper/platform';
import type { Static, TSchema } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import type { Wire, WireContext } from '../wire/wire.js';
import type { CallHunt, Claimant } from './call-record.js';
import type { Deprecation } from './lifecycle-headers.js';
import type { Services } from './services.js';

/**
 * Who may call. A token must be for one of the wire's resources (or those named) and hold one of the roles; `any-token`
 * is for what concerns nobody but its bearer.
 */
export type Permission =
  | 'none'
  | 'local-key'
  | 'any-token'
  | {
      readonly roles: readonly [string, ...string[]];
      readonly resources?: readonly ResourceId[];
      /** The operator on this machine needs no token; `caller` is null then. */
      readonly orLocalKey?: true;
    };

/** Which of a profile's quotas a call counts against. */
export type Quota = 'none' | QuotaName;

/**
 * How the body is read, whatever its content type says: `json` yields undefined for text that is not JSON,
 * `json-any-case` lower-cases the names of the outermost members, `form` yields the first value of every field,
 * `stream` hands over the body unread.
 */
export type BodyKind = 'none' | 'json' | 'json-any-case' | 'form' | 'stream';

export interface RouteSchemas {
  readonly body?: TSchema;
  readonly params?: TSchema;
  readonly querystring?: TSchema;
  /** Answers by status, for the manual; what is sent is not cut to them. */
  readonly response?: Readonly<Record<number, TSchema>>;
}

type StaticOf<S, Part extends string> = S extends { readonly [K in Part]: infer T extends TSchema }
  ? Static<T>
  : unknown;

/** One call as its handler sees it. */
export interface Call<S extends RouteSchemas = RouteSchemas> extends WireContext {
  readonly body: StaticOf<S, 'body'>;
  readonly params: StaticOf<S, 'params'>;
  readonly query: StaticOf<S, 'querystring'>;
  /** Null where the permission asks for no token, and where the local key opened the endpoint. */
  readonly caller: Caller | null;
  /** What the gates found; empty where the permission asks for no token. */
  readonly admission: AdmissionFacts;
  /** Names who proved to ask for a token, for the audit row. */
  readonly identified: (claimant: Claimant) => void;
  /** Names the hunt that the call runs, for its audit row. */
  readonly hunts: (hunt: CallHunt) => void;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly services: Services;
  /** Whether a host name (without port) is this server's. */
  readonly isOwnHost: (hostname: string) => boolean;
  readonly request: FastifyRequest;
}

/** What a handler gives back; an async iterable is streamed, text is sent as it is, anything else becomes JSON. */
export interface Answer {
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body: unknown;
}

export interface RouteOptions<S extends RouteSchemas> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** One path, or all that mean the same. */
  readonly path: string | readonly [string, ...string[]];
  /** One line for the manual. */
  readonly summary: string;
  readonly wire: Wire;
  readonly reads: BodyKind;
  readonly schemas: S;
  readonly permission: Permission;
  readonly quota: Quota;
  /** Controls of the terms that this endpoint upholds. */
  readonly controls: readonly ControlId[];
  /** False for what a supervisor asks every second: it leaves no row in the audit table. */
  readonly audited?: boolean;
  /** The handler checks what it is sent, so that every fault is named at once; the schemas are for the manual. */
  readonly checksItself?: boolean;
  /** Served to sandbox tenants only. */
  readonly sandboxOnly?: boolean;
  /** Open to applications that have not accepted the terms: it is where they do. */
  readonly acceptsTerms?: boolean;
  readonly deprecation?: Deprecation;
  readonly handler: (call: Call<S>) => Promise<Answer> | Answer;
}

/** A described endpoint, its schemas' types erased. */
export type Route = RouteOptions<RouteSchemas>;

/**
 * Declares an endpoint; the file's route goes into the index of its area.
 * @example
 * export const getHealth = defineRoute({ method: 'GET', path: '/healthz', permission: 'none', quota: 'none', … });
 */
export function defineRoute<const S extends RouteSchemas>(options: RouteOptions<S>): Route {
  // The server validates body, params and query against these very schemas before it calls the handler.
  return options as unknown as Route;
}

/**
 * Method and first path of an endpoint: its name in audit rows and labels.
 * @example routeName(postAdvancedHunting) // 'POST /api/advancedhunting/run'
 */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${typeof path === 'string' ? path : path[0]}`;
}
