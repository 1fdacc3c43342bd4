// Makes the link with which a person sets their password: for whoever may read the data directory, who may do anything anyway.

import { type Identity, IdentityError, type SignIn } from '@gamekeeper/platform';

export interface AdminLink {
  /** Works once, for 24 hours. */
  readonly link: string;
  readonly userName: string;
}

export interface AdminLinkOptions {
  readonly identity: Identity;
  readonly signIn: SignIn;
  /** Scheme and host of this server. */
  readonly origin: string;
  /** The oldest administrator of the oldest tenant unless told. */
  readonly userName?: string;
}

/** @throws IdentityError `person-unknown` when there is nobody by that name, or no administrator. */
export async function mintAdminLink({ identity, signIn, origin, userName }: AdminLinkOptions): Promise<AdminLink> {
  const { people, tenants } = identity.parties;
  const person = userName === undefined ? await firstAdministrator() : await people.get(userName);
  if (person === undefined) throw new IdentityError('person-unknown', 'no administrator is registered');
  const token = await signIn.invitations.create(person.id, { actor: 'operator', reason: 'link for the administrator' });
  return { link: `${origin}/invitation?token=${token}`, userName: person.userName };

  async function firstAdministrator() {
    const [tenant] = await tenants.list();
    if (tenant === undefined) return undefined;
    const [first] = await people.list({ tenantId: tenant.id, role: 'administrator', state: 'active' });
    return first;
  }
}
