// Who acts: the accounts of Windows itself, of people and of services, under the names that the hunting tables give them.

import type { Random } from '../random.js';

/** An account as device and identity tables describe it. */
export interface Account {
  readonly name: string;
  readonly domain: string;
  readonly sid: string;
  /** Empty for local and built-in accounts, as are the object id and, mostly, the display name. */
  readonly upn: string;
  readonly objectId: string;
  readonly displayName: string;
  readonly kind: 'person' | 'administrator' | 'service' | 'built-in';
}

/** The company's domain: invented, under a top-level domain reserved for examples. */
export const domain = {
  name: 'quillfen',
  dns: 'quillfen.example',
  distinguishedName: 'DC=quillfen,DC=example',
  company: 'Quillfen Instruments',
  tenantId: '5f0c8d1e-6a3b-4f27-9c44-1d7be0a2c913',
  sid: 'S-1-5-21-1408237715-2630419078-913370254',
  /** A tenant name that says it is an example. */
  sharePoint: 'https://quillfen-example.sharepoint.com',
} as const;

function builtIn(name: string, authority: string, sid: string): Account {
  return { name, domain: authority, sid, upn: '', objectId: '', displayName: '', kind: 'built-in' };
}

export const systemAccount = builtIn('system', 'nt authority', 'S-1-5-18');
export const localService = builtIn('local service', 'nt authority', 'S-1-5-19');
export const networkService = builtIn('network service', 'nt authority', 'S-1-5-20');
export const rootAccount = builtIn('root', '', '0');

/** Hands out accounts of the domain with their identifiers. */
export class AccountIssuer {
  readonly #random: Random;
  #nextRelativeId = 1103;

  constructor(random: Random) {
    this.#random = random;
  }

  issue(name: string, displayName: string, kind: Account['kind'], alias = name): Account {
    this.#nextRelativeId += this.#random.between(1, 6);
    return {
      name,
      domain: domain.name,
      sid: `${domain.sid}-${this.#nextRelativeId}`,
      upn: `${alias}@${domain.dns}`,
      objectId: this.#random.guid(),
      displayName,
      kind,
    };
  }
}
