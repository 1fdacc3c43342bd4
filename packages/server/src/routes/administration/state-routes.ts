// Suspends, resumes and terminates parties of every kind through the same three endpoints (END-1).

import type { Route } from '../../http/define-route.js';
import { type AdministrationOptions, defineAdministration, type NoFields } from './define-administration.js';

type Action = 'suspend' | 'resume' | 'terminate';

export interface StateRoutesOptions {
  readonly noun: 'tenant' | 'owner' | 'person' | 'application';
  readonly plural: 'tenants' | 'owners' | 'people' | 'applications';
  /** Who may suspend and terminate; resuming is the operator's, so that nobody lifts a sanction by itself. */
  readonly opensTo: AdministrationOptions<NoFields, NoFields>['opensTo'];
}

/** @example const routes = stateRoutes({ noun: 'owner', plural: 'owners', opensTo: 'operator' }); */
export function stateRoutes({ noun, plural, opensTo }: StateRoutesOptions): readonly Route[] {
  const changing = (action: Action, summary: string) =>
    defineAdministration({
      ...{ method: 'POST', path: `/${plural}/:${noun}/${action}`, noun, summary, controls: ['END-1'] },
      opensTo: action === 'resume' ? 'operator' : opensTo,
      needsReason: action !== 'resume',
      async handler(call) {
        const { id } = await call.scope[noun](call.part(noun));
        await call.parties[plural][action](id, call.by);
        return call.scope[noun](id);
      },
    });
  return [
    changing('suspend', `Suspend ${articles[noun]}; in force on the next call`),
    changing('resume', `Resume ${articles[noun]} that is suspended`),
    changing('terminate', `Terminate ${articles[noun]}, for good`),
  ];
}

const articles = {
  tenant: 'a tenant',
  owner: 'an owner',
  person: 'a person',
  application: 'an application',
} as const;
