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
import type { Permission, Route } from './define-route.js';
import { RequestFault } from './request-fault.js';

/** Header with the key of the data directory. */
export const localKeyHeader = 'x-gamekeeper-key';

export interface Authenticator {
  readonly identity: Identity;
  /** The key that opens the local endpoints; null closes them. */
  readonly localKey: string | null;
}

const allResources = Object.keys(catalogue) as ResourceId[];

/**
 * Who calls; null where the endpoint asks for no token, and where the local key opened it.
 * @throws RequestFault without a token or local key, IdentityError for a token that does not count
 */
export async function authenticate(
  authenticator: Authenticator,
  { permission, wire }: Route,
  request: FastifyRequest,
): Promise<Caller | null> {
  if (permission === 'none' || opensByKey(authenticator, permission, request)) return null;
  if (permission === 'local-key') throw new RequestFault({ kind: 'token-missing' });
  const [, token] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw new RequestFault({ kind: 'token-missing' });
  const resources = permission === 'any-token' ? allResources : (permission.resources ?? wire.resources);
  return authenticator.identity.verifyToken(token, resources);
}

/**
 * The permissions of a caller's token that open an endpoint; none where any token does.
 * @throws RequestFault `roles-missing` when one is needed and not held
 */
export function openingPermissions({ permission, wire }: Route, caller: Caller): readonly string[] {
  if (typeof permission === 'string') return [];
  const isPerson = caller.userId !== null;
  const delegated = (role: string) => delegatedNames(permission.resources ?? wire.resources, role);
  const required = isPerson ? permission.roles.flatMap(delegated) : permission.roles;
  const held = isPerson ? caller.scopes : caller.roles;
  const opening = required.filter((name) => held.includes(name));
  if (opening.length === 0) throw new RequestFault({ kind: 'roles-missing', required, held });
  return opening;
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
