// Which tenant a path of the OAuth endpoints addresses.

import type { Identity } from '@gamekeeper/platform';
import { oauthRefusal } from '../wire/oauth-wire.js';

export interface AddressedTenant {
  /** Null for the names that stand for whatever tenant the client or person belongs to. */
  readonly id: string | null;
  /** Our own names that a client assertion may be made for, lower case. */
  readonly assertionAudiences: readonly string[];
}

/** @throws a refusal for `consumers`, an `IdentityError` for a tenant that does not exist. */
export async function findAddressedTenant(
  identity: Identity,
  origin: string,
  segment: string,
): Promise<AddressedTenant> {
  const name = segment.toLowerCase();
  if (name === 'consumers') {
    throw oauthRefusal('tenant-required', 'consumer accounts have no applications here; expected a tenant');
  }
  const tenant = name === 'common' || name === 'organizations' ? null : await identity.findTenant(segment);
  const segments = [segment, ...(tenant === null ? [] : [tenant.id, tenant.domain])];
  const paths = ['oauth2/v2.0/token', 'oauth2/token', 'v2.0', 'v2.0/', ''];
  return {
    id: tenant?.id ?? null,
    assertionAudiences: segments
      .flatMap((part) => paths.map((path) => `${origin}/${part}/${path}`))
      .map((audience) => audience.toLowerCase()),
  };
}
