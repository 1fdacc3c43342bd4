// A test control as two endpoints: for a sandbox tenant itself, and for the operator on this machine in its name.

import type { Static } from '@sinclair/typebox';
import { type TObject, type TProperties, Type } from '@sinclair/typebox';
import type { HTTPMethods } from 'fastify';
import { type Answer, defineRoute, type Route } from '../../http/define-route.js';
import type { Services } from '../../http/services.js';
import { platformWire } from '../../wire/platform-wire.js';

/** A control in use. */
interface ControlCall<B extends TProperties, Q extends TProperties> {
  readonly testing: Services['testing'];
  /** A sandbox tenant. */
  readonly tenantId: string;
  readonly body: Static<TObject<B>>;
  readonly query: Static<TObject<Q>>;
  readonly params: { readonly id: string };
  /** Whether the server has an endpoint of that method and path pattern. */
  hasRoute(method: string, path: string): boolean;
}

interface ControlOptions<B extends TProperties, Q extends TProperties> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `/sandbox`; its one parameter is `:id`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly body?: B;
  readonly query?: Q;
  readonly handler: (call: ControlCall<B, Q>) => Promise<unknown>;
}

/**
 * `/sandbox/…` for a token of the sandbox tenant with `Admin.ReadWrite.All`, `/local/sandbox/…` for the local key, there with
 * the query parameter `tenant` where there are several sandboxes. Neither counts against a quota: they help out of one.
 * @example defineControl({ method: 'GET', path: '/faults', summary: '…', handler: async ({ testing, tenantId }) => … })
 */
export function defineControl<B extends TProperties = TProperties, Q extends TProperties = TProperties>(
  options: ControlOptions<B, Q>,
): readonly Route[] {
  const { method, path, summary, body, query, handler } = options;
  const params = path.includes('/:id') ? { params: Type.Object({ id: Type.String({ maxLength: 64 }) }) } : {};
  const make = (local: boolean): Route =>
    defineRoute({
      ...{ method, path: `${local ? '/local' : ''}/sandbox${path}`, wire: platformWire, quota: 'none' },
      summary: local ? `${summary}, for the operator on this machine` : summary,
      reads: body === undefined ? 'none' : 'json',
      permission: local ? 'local-key' : { roles: ['Admin.ReadWrite.All'] },
      sandboxOnly: true,
      controls: ['USE-6'],
      schemas: {
        ...params,
        ...(body && { body: Type.Object(body, { additionalProperties: false }) }),
        querystring: Type.Object({ ...query, ...(local && { tenant: Type.Optional(Type.String()) }) }),
      },
      async handler(call): Promise<Answer> {
        const { testing } = call.services;
        const asked = call.query as Static<TObject<Q>> & { readonly tenant?: string };
        const answer = await handler({
          ...{ testing, query: asked },
          tenantId: await testing.sandbox(call.caller?.tenantId ?? asked.tenant),
          body: call.body as Static<TObject<B>>,
          params: call.params as { readonly id: string },
          hasRoute: (method, url) => call.request.server.hasRoute({ method: method as HTTPMethods, url }),
        });
        return { body: answer };
      },
    });
  return [make(false), make(true)];
}
