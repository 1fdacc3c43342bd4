// A page of the trail of changes: to the operator all of it, to a tenant what was done to its own parties (END-3).

import type { Parties, RecordedEvent } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineAdministration } from './define-administration.js';

const mostShown = 200;
/** Events looked through for one page: a tenant's are few among many. */
const mostRead = 2_000;

export const getEvents = defineAdministration({
  ...{ method: 'GET', path: '/events', noun: 'event', opensTo: 'tenants', controls: ['END-3'] },
  summary: `Changes after a number, oldest first, at most ${mostShown}; next is the number to go on after, null at the end`,
  query: { after: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: 'the number of an event' })) },
  async handler({ query, parties, scope, services: { events } }) {
    const shows = scope.tenantId === null ? () => true : await ofTenant(parties, scope.tenantId);
    const read = await events.page(Number(query.after ?? 0), scope.tenantId === null ? mostShown : mostRead);
    const shown = read.filter(shows).slice(0, mostShown);
    const isCut = shown.length === mostShown;
    const last = isCut ? shown.at(-1) : read.at(-1);
    const isEnd = !isCut && read.length < (scope.tenantId === null ? mostShown : mostRead);
    return { value: shown, next: isEnd || last === undefined ? null : last.id };
  },
});

/** What names another tenant stays hidden, even where it is about an application of this one. */
async function ofTenant(parties: Parties, tenantId: string): Promise<(event: RecordedEvent) => boolean> {
  const own = new Set([
    tenantId,
    ...(await parties.applications.list({ tenantId })).map(({ id }) => id),
    ...(await parties.people.list({ tenantId })).map(({ id }) => id),
  ]);
  return ({ subject, detail }) => (Object.hasOwn(detail, 'tenantId') ? detail.tenantId === tenantId : own.has(subject));
}
