// The terms in force must have been accepted, unless the tenant or application is under an agreement of its own (CHG-2, REG-7).

import type { GoverningAgreement, Rulebook, Standing, TermsVersion } from '../standing/standing.js';
import type { Gate } from './gate.js';

export const termsGate: Gate = {
  name: 'terms',
  controls: ['CHG-2', 'REG-7'],
  check({ standing, rulebook, now, route }) {
    if (route.acceptsTerms) return null;
    const [missing] = unaccepted(standing, rulebook, now).filter(({ acceptance }) => acceptance === 'explicit');
    if (missing === undefined) return null;
    const { document, version } = missing;
    return {
      reason: 'terms-not-accepted',
      message: `Version ${version} of '${document}' is in force and was not accepted for this application.`,
      help: `/terms/${document}/${version}`,
    };
  },
};

/** The newest version of each document whose effective date has come. */
export function documentsInForce({ documents }: Rulebook, now: number): readonly TermsVersion[] {
  const newest = new Map<string, TermsVersion>();
  for (const version of documents) {
    if (version.effectiveAt <= now && !newest.has(version.document)) newest.set(version.document, version);
  }
  return [...newest.values()];
}

/** Documents in force that ask for acceptance and have none. */
export function unaccepted(standing: Standing, rulebook: Rulebook, now: number): readonly TermsVersion[] {
  if (agreementInForce(standing, now)?.replacesTerms) return [];
  return documentsInForce(rulebook, now).filter(
    ({ document, version, acceptance }) => acceptance !== 'none' && !standing.accepted.has(`${document}@${version}`),
  );
}

/** The agreement that governs a call at a moment, null for the default terms. */
export function agreementInForce({ agreement }: Standing, now: number): GoverningAgreement | null {
  if (agreement === null || agreement.validFrom > now) return null;
  return agreement.validUntil !== null && agreement.validUntil <= now ? null : agreement;
}
