// By which names of `scp` a person's token opens what a role opens for an application (wire contract 1.11).

import { findPermission, type ResourceId } from './permission-catalogue.js';

/**
 * Names of the delegated permissions that stand for a role on any of the resources: the same name where it is both,
 * else the name without `.All`.
 * @example delegatedNames(['defender-xdr'], 'Incident.Read.All') // ['Incident.Read']
 */
export function delegatedNames(resources: readonly ResourceId[], role: string): readonly string[] {
  const candidates = [role, role.replace(/\.All$/, '')];
  const names = resources
    .filter((resource) => findPermission(resource, role) !== null)
    .map((resource) => candidates.find((name) => findPermission(resource, name)?.kinds.includes('delegated')));
  return [...new Set(names.filter((name) => name !== undefined))];
}
