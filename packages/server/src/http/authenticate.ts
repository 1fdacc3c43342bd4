// Finds out who calls and whether their roles open the endpoint; the refusal is worded by the endpoint's wire.

import { createHash, timingSafeEqual } from 'node:crypto';
import { type Caller, delegatedNames, type Identity } from '@gamekeeper/platform';
import type { FastifyRequest } from 'fastify';
import type { WireContext } from '../wire/wire.js';
import type { Route } from './define-route.js';

/** Header with the key of the data directory. */
export const localKeyHeader = 'x-gamekeeper-key';

export interface Authenticator {
  readonly identity: Identity;
  /** The key that opens the local endpoints; null closes them. */
  readonly localKey: string | null;
}

/** Who calls, and which of the token's permissions open the endpoint. */
export interface Authenticated {
  /** Null where the endpoint asks for no token. */
  readonly caller: Caller | null;
  readonly permissions: readonly string[];
}

const nobody: Authenticated = { caller: null, permissions: [] };

/** @throws a `Refusal` of the route's wire, or an `IdentityError` that the wire words. */
export async function authenticate(
  { identity, localKey }: Authenticator,
  { permission, wire }: Route,
  request: FastifyRequest,
  context: WireContext,
): Promise<Authenticated> {
  if (permission === 'none') return nobody;
  if (permission === 'local-key') {
    const sent = request.headers[localKeyHeader];
    if (typeof sent === 'string' && localKey !== null && equalSecrets(sent, localKey)) return nobody;
    throw wire.fault({ kind: 'token-missing' }, context);
  }
  const [, token] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw wire.fault({ kind: 'token-missing' }, context);
  const resources = permission.resources ?? wire.resources;
  const caller = await identity.verifyToken(token, resources);
  const isPerson = caller.userId !== null;
  const required = isPerson ? permission.roles.flatMap((role) => delegatedNames(resources, role)) : permission.roles;
  const held = isPerson ? caller.scopes : caller.roles;
  const permissions = required.filter((name) => held.includes(name));
  if (permissions.length === 0) {
    throw wire.fault({ kind: 'roles-missing', required, held }, context);
  }
  return { caller, permissions };
}

/** Compares without telling by time where texts differ, nor how long they are. */
function equalSecrets(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
