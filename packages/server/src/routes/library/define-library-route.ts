// What the endpoints of stored functions and saved hunts have in common: who may call, for which tenant, and how faults are named.

import { type Attribution, type Hunter, IdentityError } from '@gamekeeper/platform';
import { type Static, type TProperties, Type } from '@sinclair/typebox';
import { type Answer, type Call, defineRoute, type Permission, type Route } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { checkFields, line } from '../administration/check-fields.js';

/** A call as a handler of the library sees it. */
export interface LibraryCall<B extends TProperties> {
  /** Checked against its schema. */
  readonly body: Static<ReturnType<typeof Type.Object<B>>>;
  /** The last part of the path that has a name. */
  readonly named: string;
  /** Who asks, and in which tenant. */
  readonly hunter: Hunter;
  readonly by: Attribution;
  readonly call: Call;
}

export interface LibraryRouteOptions<B extends TProperties> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly summary: string;
  /** What refusals call it. */
  readonly noun: string;
  readonly body?: B;
  /** Reading or changing the library unless told. */
  readonly permission?: Permission;
  /** `administration` unless told. */
  readonly quota?: 'hunting';
  readonly handler: (call: LibraryCall<B>) => Promise<Answer>;
}

const readers: Permission = {
  roles: ['HuntingLibrary.Read.All', 'HuntingLibrary.ReadWrite.All'],
  orLocalKey: true,
};
const writers: Permission = { roles: ['HuntingLibrary.ReadWrite.All'], orLocalKey: true };

const tenant = line(254, 'the id or domain of a tenant');

/**
 * Declares an endpoint of the library. The operator names a tenant with `?tenant=`; none is the home tenant.
 * @example defineLibraryRoute({ method: 'GET', path: '/api/functions', noun: 'function', summary: '…', handler })
 */
export function defineLibraryRoute<const B extends TProperties = Record<never, never>>(
  options: LibraryRouteOptions<B>,
): Route {
  const { method, path, noun, summary, body, handler, quota = 'administration' } = options;
  const { permission = method === 'GET' ? readers : writers } = options;
  const name = /:(\w+)/.exec(path)?.[1];
  const bodySchema = Type.Object(body ?? {}, { additionalProperties: false });
  const query = Type.Object({ tenant: Type.Optional(tenant) }, { additionalProperties: false });
  return defineRoute({
    ...{ method, path, summary, permission, quota, wire: platformWire, checksItself: true },
    reads: body ? 'json' : 'none',
    controls: ['USE-1', 'USE-7'],
    schemas: {
      querystring: query,
      ...(name !== undefined && { params: Type.Object({ [name]: Type.String() }) }),
      ...(body && { body: bodySchema }),
    },
    async handler(call) {
      const asked = call.caller === null ? query : Type.Object({}, { additionalProperties: false });
      const { tenant: told } = checkFields('query', asked, { ...(call.query as object) }) as {
        readonly tenant?: string;
      };
      const sent = body ? checkFields(noun, bodySchema, call.body) : {};
      const params = call.params as Readonly<Record<string, string>>;
      const hunter = await hunterOf(call, told);
      return handler({
        ...{
          call,
          hunter,
          body: sent as LibraryCall<B>['body'],
          by: { actor: hunter.name, reason: `${method} ${path}` },
        },
        named: name === undefined ? '' : (new Map(Object.entries(params)).get(name) ?? ''),
      });
    },
  });
}

async function hunterOf({ caller, services }: Call, told: string | undefined): Promise<Hunter> {
  if (caller !== null) {
    const { tenantId, userId, applicationId } = caller;
    return { tenantId, name: userId === null ? `application:${applicationId}` : `person:${userId}` };
  }
  const { tenants } = services.identity.parties;
  const asked = told ?? (await services.namespaces.homeTenant()) ?? '';
  const found = await tenants.find(asked);
  if (found === null) throw new IdentityError('tenant-unknown', `tenant '${asked.slice(0, 80)}' was not found`);
  return { tenantId: found.id, name: 'operator' };
}
