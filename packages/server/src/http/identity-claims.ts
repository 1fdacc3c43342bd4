// Finds identifiers that a request claims besides its token (USE-9): headers and query parameters that name an application or tenant.

import type { IdentityClaim } from '@gamekeeper/platform';
import { isGuid } from '@gamekeeper/platform';
import type { FastifyRequest } from 'fastify';

const headers: readonly (readonly [string, IdentityClaim['kind']])[] = [
  ['x-ms-client-app-id', 'application'],
  ['x-ms-application-id', 'application'],
  ['x-application-id', 'application'],
  ['x-client-id', 'application'],
  ['x-ms-client-tenant-id', 'tenant'],
  ['x-ms-tenant-id', 'tenant'],
  ['x-tenant-id', 'tenant'],
];
const parameters: readonly (readonly [string, IdentityClaim['kind']])[] = [
  ['client_id', 'application'],
  ['appid', 'application'],
  ['tenant_id', 'tenant'],
  ['tid', 'tenant'],
];

/** Only GUIDs are claims; other texts in these places are names that clients give themselves. */
export function identityClaims(request: FastifyRequest): readonly IdentityClaim[] {
  const query = (request.query ?? {}) as Readonly<Record<string, unknown>>;
  const found = [
    ...headers.map(([name, kind]) => ({ where: `The header ${name}`, kind, value: request.headers[name] })),
    ...parameters.map(([name, kind]) => ({
      where: `The query parameter ${name}`,
      kind,
      value: Object.hasOwn(query, name) ? query[name] : undefined,
    })),
  ];
  return found.flatMap(({ value, ...claim }) =>
    typeof value === 'string' && isGuid(value) ? [{ ...claim, value }] : [],
  );
}
