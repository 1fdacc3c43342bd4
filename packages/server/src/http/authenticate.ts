// Finds out who calls and whether their roles open the endpoint; the refusal is worded by the endpoint's wire.

import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type Caller,
  resources as catalogue,
  delegatedNames,
  type Identity,
  type ResourceId,
} from '@gamekeeper/platform';
import type { FastifyRequest } from 'fastify';
import type { WireContext } from '../wire/wire.js';
import type { Permission, Route } from './define-route.js';

/** Header with the key of the data directory. */
export const localKeyHeader = 'x-gamekeeper-key';

export interface Authenticator {
  readonly identity: Identity;
  /** The key that opens the local endpoints; null closes them. */
  readonly localKey: string | null;
}

/** Who calls, and which of the token's permissions open the endpoint. */
export interface Authenticated {
  /** Null where the endpoint asks for no token, and where the local key opened it. */
  readonly caller: Caller | null;
  readonly permissions: readonly string[];
}

const allResources = Object.keys(catalogue) as ResourceId[];
const nobody: Authenticated = { caller: null, permissions: [] };

/** @throws a `Refusal` of the route's wire, or an `IdentityError` that the wire words. */
export async function authenticate(
  authenticator: Authenticator,
  { permission, wire }: Route,
  request: FastifyRequest,
  context: WireContext,
): Promise<Authenticated> {
  if (permission === 'none' || opensByKey(authenticator, permission, request)) return nobody;
  if (permission === 'local-key') throw wire.fault({ kind: 'token-missing' }, context);
  const { identity } = authenticator;
  const [, token] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw wire.fault({ kind: 'token-missing' }, context);
  if (permission === 'any-token') return { caller: await identity.verifyToken(token, allResources), permissions: [] };
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

/** Whether the request holds the local key and the endpoint opens with it. */
export function opensByKey({ localKey }: Authenticator, permission: Permission, request: FastifyRequest): boolean {
  const opens = typeof permission === 'string' ? permission === 'local-key' : permission.orLocalKey === true;
  if (!opens) return false;
  const sent = request.headers[localKeyHeader];
  return typeof sent === 'string' && localKey !== null && equalSecrets(sent, localKey);
}

/** Compares without telling by time where texts differ, nor how long they are. */
function equalSecrets(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
