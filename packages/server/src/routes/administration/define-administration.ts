// What all endpoints of the administration have in common: who may call, how far they reach, what they must say, and how faults are named.

import type { Attribution, Caller, HuntScope, Parties } from '@gamekeeper/platform';
import { type Static, type TProperties, type TSchema, Type } from '@sinclair/typebox';
import { type Answer, defineRoute, type Route, type RouteOptions } from '../../http/define-route.js';
import { Refusal } from '../../http/refusal.js';
import { huntScopeOfCall } from '../../http/scope-of-call.js';
import type { Services } from '../../http/services.js';
import { platformWire } from '../../wire/platform-wire.js';
import { checkFields, line } from './check-fields.js';
import { createScope, type Scope } from './scope.js';

/** No fields at all. */
export type NoFields = Record<never, never>;

/** Fields of a body or query as they are, each by its schema. */
type Fields<P extends TProperties> = Static<ReturnType<typeof Type.Object<P>>>;

export interface AdministrationCall<B extends TProperties, Q extends TProperties> {
  /** Checked against its schema, unless the domain reads it; without the reason. */
  readonly body: Fields<B>;
  readonly query: Fields<Q>;
  /** A part of the path by its name. */
  readonly part: (name: string) => string;
  readonly caller: Caller | null;
  readonly scope: Scope;
  /** Who does it and why, for the trail. */
  readonly by: Attribution;
  readonly parties: Parties;
  readonly services: Services;
  /** What the caller may hunt in; undefined for the operator, who may hunt in everything. */
  readonly huntScope: () => Promise<HuntScope | undefined>;
}

export interface AdministrationOptions<B extends TProperties, Q extends TProperties>
  extends Pick<RouteOptions<object>, 'summary' | 'controls'> {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Under `/administration`. */
  readonly path: `/${string}`;
  /** What refusals call it: `tenant`. */
  readonly noun: string;
  /** `tenants`: also an administrator application of a tenant, over its own tenant. */
  readonly opensTo: 'operator' | 'tenants';
  readonly body?: B;
  readonly query?: Q;
  /** Only documented here: the domain reads the body, and names all of its faults at once. */
  readonly isReadByDomain?: boolean;
  /** Whether the body must say why. */
  readonly needsReason?: boolean;
  /** 200 unless told. */
  readonly status?: number;
  readonly handler: (call: AdministrationCall<B, Q>) => Promise<unknown>;
}

const reason = line(500, 'why, 1 to 500 characters on one line');

/**
 * Declares an endpoint of the administration; what the handler gives back is the answer's body.
 * @example
 * export const getTenants = defineAdministration({ method: 'GET', path: '/tenants', noun: 'tenant', opensTo: 'tenants', … });
 */
export function defineAdministration<const B extends TProperties = NoFields, const Q extends TProperties = NoFields>(
  options: AdministrationOptions<B, Q>,
): Route {
  const { method, path, noun, opensTo, summary, controls, status = 200, needsReason = false } = options;
  const isChange = method !== 'GET';
  const bodySchema = closed({ ...options.body, reason: needsReason ? reason : Type.Optional(reason) });
  const querySchema = closed(options.query ?? {});
  const parts = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, Type.String()] as const);
  return defineRoute({
    ...{ method, path: `/administration${path}`, summary, controls, wire: platformWire, checksItself: true },
    reads: isChange ? 'json' : 'none',
    permission: {
      roles: isChange ? ['Admin.ReadWrite.All'] : ['Admin.Read.All', 'Admin.ReadWrite.All'],
      orLocalKey: true,
    },
    quota: 'administration',
    schemas: {
      ...(parts.length > 0 && { params: Type.Object(Object.fromEntries(parts)) }),
      ...(options.query && { querystring: querySchema }),
      ...(isChange && { body: bodySchema }),
    },
    async handler(call): Promise<Answer> {
      const { caller, services } = call;
      const { parties } = services.identity;
      if (caller !== null) await requireReach(caller, opensTo, parties);
      const query = checkFields('query', querySchema, { ...(call.query as object) });
      const sent = isChange ? readBody(call.body) : {};
      const { reason: why, ...body } = options.isReadByDomain
        ? {
            ...sent,
            ...checkFields(noun, Type.Object({ reason: bodySchema.properties.reason as TSchema }), pickReason(sent)),
          }
        : checkFields(noun, bodySchema, sent);
      const params = new Map(Object.entries(call.params as Readonly<Record<string, string>>));
      const answer = await options.handler({
        ...{ body: body as Fields<B>, query: query as Fields<Q>, caller, services, parties },
        part: (name) => params.get(name) ?? '',
        huntScope: async () => (caller === null ? undefined : huntScopeOfCall(call)),
        scope: createScope(parties, caller),
        by: attribution(caller, why as string | undefined),
      });
      return { status, body: answer ?? {} };
    },
  });
}

const closed = (properties: TProperties) => Type.Object(properties, { additionalProperties: false });

/** No body says nothing; what is there must be an object. */
function readBody(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Readonly<Record<string, unknown>>;
  throw new Refusal({ status: 400, code: 'body-unreadable', message: 'The body: expected a JSON object.' });
}

function pickReason(sent: Readonly<Record<string, unknown>>): object {
  return Object.hasOwn(sent, 'reason') ? { reason: sent.reason } : {};
}

/** @throws Refusal for what is the operator's alone, and for people who do not administer the tenant. */
async function requireReach(caller: Caller, opensTo: 'operator' | 'tenants', { people }: Parties): Promise<void> {
  if (opensTo === 'operator') {
    const message =
      'This is for the operator of the platform, on its own machine: expected the local key, found a token.';
    throw new Refusal({ status: 403, code: 'operator-only', message });
  }
  if (caller.userId === null) return;
  const person = await people.find(caller.userId);
  if (person?.role === 'administrator' && person.tenantId === caller.tenantId) return;
  const message = 'Expected the signed-in person to be an administrator of the tenant, found somebody else.';
  throw new Refusal({ status: 403, code: 'administrator-only', message });
}

/** As the trail names who acts: a person through an application, an application, or the operator. */
function attribution(caller: Caller | null, why = 'administration'): Attribution {
  if (caller === null) return { actor: 'operator', reason: why };
  const { userId, applicationId } = caller;
  const application = `application:${applicationId}`;
  return { actor: userId === null ? application : `person:${userId} through ${application}`, reason: why };
}
