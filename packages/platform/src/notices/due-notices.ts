// What owners are to be told before it happens: that a registration must be attested, or that a credential ends (REG-3, REG-4).

import type { Application, Credential, Parties } from '../parties/index.js';
import type { NewNotice } from './notices.js';

/**
 * The notices of the moment: of each application and credential the latest that fell due. `Notices.send` keeps each once, so
 * this may be asked as often as liked; an hour's rhythm is enough.
 * @example for (const notice of await dueNotices(identity.parties, clock())) await notices.send(notice);
 */
export async function dueNotices(
  parties: Pick<Parties, 'applications' | 'credentials' | 'settings'>,
  now: number,
): Promise<readonly NewNotice[]> {
  const { applications, credentials, settings } = parties;
  const active = await applications.list({ state: 'active' });
  const byId = new Map(active.map((application) => [application.id, application]));
  const attestations = active.flatMap((application) => {
    const { standing, dueAt, lapsesAt, noticesAt } = applications.attestation(application);
    const stage = latest([...noticesAt, dueAt, lapsesAt], now);
    if (stage === null) return [];
    const times = { dueAt: new Date(dueAt).toISOString(), lapsesAt: new Date(lapsesAt).toISOString() };
    return [notice('attestation-due', application, `${dueAt} ${stage}`, { standing, ...times })];
  });
  const ahead = settings.attestationNotices;
  const expiring = await credentials.expiringWithin(Math.max(0, ...ahead));
  const expiries = expiring.flatMap((credential: Credential) => {
    const application = byId.get(credential.applicationId);
    const { id, kind, displayName, expiresAt } = credential;
    const times = ahead.map((before) => expiresAt - before);
    const stage = latest(times, now);
    if (application === undefined || stage === null) return [];
    const payload = { credential: { id, kind, displayName }, expiresAt: new Date(expiresAt).toISOString() };
    return [notice('credential-expiring', application, `${id} ${expiresAt} ${stage}`, payload)];
  });
  return [...attestations, ...expiries];
}

/** The latest of the times that has passed, or null. */
function latest(times: readonly number[], now: number): number | null {
  const passed = times.filter((time) => time <= now);
  return passed.length === 0 ? null : Math.max(...passed);
}

function notice(
  kind: string,
  { id, ownerId, displayName }: Application,
  key: string,
  payload: Readonly<Record<string, unknown>>,
): NewNotice {
  return {
    ...{ kind, recipient: `owner:${ownerId}`, deduplicationKey: `${id} ${key}` },
    payload: { application: { id, displayName }, ...payload },
  };
}
