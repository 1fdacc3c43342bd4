// What the wires call those who changed or commented on something.

import type { Services } from '../../http/services.js';

/** The name of an actor of the history, as `application:<id>`. */
export type ActorNames = (actor: string) => string;

/**
 * Looks up every actor once.
 * @returns applications as `API-App:<name>`, people by their display name, the platform itself as `Automation` (wire contract 4.8)
 */
export async function actorNames(
  { identity: { parties } }: Pick<Services, 'identity'>,
  actors: Iterable<string | null>,
): Promise<ActorNames> {
  const names = new Map<string, string>();
  for (const actor of new Set(actors)) {
    if (actor === null) continue;
    const [kind, id = ''] = actor.split(/:(.*)/s, 2);
    const application = kind === 'application' ? await parties.applications.find(id) : null;
    const person = kind === 'person' ? await parties.people.find(id) : null;
    if (application) names.set(actor, `API-App:${application.displayName}`);
    if (person) names.set(actor, person.displayName);
    if (kind === 'system' || kind === 'rule') names.set(actor, 'Automation');
  }
  return (actor) => names.get(actor) ?? actor;
}

interface Commented {
  readonly comments: readonly { readonly createdBy: string }[];
  readonly lastModifiedBy?: string | null;
  readonly alerts?: readonly Commented[];
}

/** Everyone whom these cases name. */
export function* actorsOf(cases: Iterable<Commented>): Generator<string | null> {
  for (const { comments, lastModifiedBy = null, alerts = [] } of cases) {
    yield lastModifiedBy;
    for (const { createdBy } of comments) yield createdBy;
    yield* actorsOf(alerts);
  }
}
