// How far an administrator reaches: the operator over the whole platform, a tenant's application over its own tenant and nothing else.

import {
  type Application,
  type Caller,
  IdentityError,
  isGuid,
  type Owner,
  type Parties,
  type Person,
  type Tenant,
} from '@gamekeeper/platform';

/** What is out of reach is refused in the same words as what does not exist. All throw IdentityError `<noun>-unknown`. */
export interface Scope {
  /** Null for the operator. */
  readonly tenantId: string | null;
  /** By id or domain. */
  tenant(idOrDomain: string): Promise<Tenant>;
  /** An application registered in reach. */
  application(id: string): Promise<Application>;
  /** An application that works for a tenant: registered in it, or licensed at some time. */
  applicationOf(tenantId: string, id: string): Promise<string>;
  /** An owner that answers for an application in reach. */
  owner(id: string): Promise<Owner>;
  owners(): Promise<readonly Owner[]>;
  /** By id or user name; operators are out of a tenant's reach. */
  person(idOrUserName: string): Promise<Person>;
}

const unknown = (noun: 'tenant' | 'application' | 'owner' | 'person', id: string) =>
  new IdentityError(`${noun}-unknown`, `${noun} '${id.slice(0, 80)}' was not found`);

/** The forms that names in paths have; anything else is not looked up. */
const namePattern = /^[^\p{Cc}\s]{1,254}$/u;

/** @example const { id } = await createScope(parties, caller).tenant('contoso.example'); */
export function createScope(parties: Parties, caller: Caller | null): Scope {
  const own = caller?.tenantId ?? null;
  const reaches = (tenantId: string | null) => own === null || tenantId === own;

  async function application(id: string): Promise<Application> {
    const found = await parties.applications.find(id);
    if (found === null || !reaches(found.tenantId)) throw unknown('application', id);
    return found;
  }

  async function owners(): Promise<readonly Owner[]> {
    const all = await parties.owners.list();
    if (own === null) return all;
    const answering = new Set((await parties.applications.list({ tenantId: own })).map(({ ownerId }) => ownerId));
    return all.filter(({ id }) => answering.has(id));
  }

  return {
    tenantId: own,
    application,
    owners,

    async tenant(idOrDomain) {
      const found = namePattern.test(idOrDomain) ? await parties.tenants.find(idOrDomain) : null;
      if (found === null || !reaches(found.id)) throw unknown('tenant', idOrDomain);
      return found;
    },

    async applicationOf(tenantId, id) {
      const found = isGuid(id) ? await parties.applications.find(id) : null;
      const isKnown = found !== null && (found.tenantId === tenantId || own === null);
      if (found === null || !(isKnown || (await parties.licences.of({ tenantId, applicationId: id })) !== null)) {
        throw unknown('application', id);
      }
      return found.id;
    },

    async owner(id) {
      const found = (await owners()).find((owner) => owner.id === id.toLowerCase());
      if (found === undefined) throw unknown('owner', id);
      return found;
    },

    async person(idOrUserName) {
      const found = namePattern.test(idOrUserName) ? await parties.people.find(idOrUserName) : null;
      if (found === null || !reaches(found.tenantId)) throw unknown('person', idOrUserName);
      return found;
    },
  };
}
