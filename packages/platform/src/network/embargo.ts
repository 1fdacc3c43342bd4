// Decides by country whether a request is refused (USE-11).

import { isCountry } from './countries.js';
import { NetworkError } from './network-error.js';

export interface EmbargoOptions {
  /** ISO 3166-1 alpha-2 codes, in any case. */
  readonly countries: readonly string[];
  /** What happens where the country is not known; `allow` unless told. */
  readonly unknown?: 'allow' | 'refuse';
}

/** Whether a request from a country (null where unknown) is refused. */
export type Embargo = (country: string | null) => boolean;

/**
 * @throws NetworkError `country-unknown` for a code that names no country: a misspelt embargo would hold nobody.
 * @example const refuses = createEmbargo({ countries: ['KP'] }); refuses('KP'); // true
 */
export function createEmbargo({ countries, unknown = 'allow' }: EmbargoOptions): Embargo {
  const embargoed = new Set(countries.map((code) => code.toUpperCase()));
  for (const code of embargoed) {
    if (isCountry(code)) continue;
    throw new NetworkError('country-unknown', `embargo: expected ISO 3166-1 alpha-2 codes, found '${code}'`);
  }
  return (country) => (country === null ? unknown === 'refuse' : embargoed.has(country));
}
