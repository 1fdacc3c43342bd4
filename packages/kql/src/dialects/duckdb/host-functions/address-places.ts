// Where an address is: a question that only a database of the host can answer, so the row here is what holds without one.

import { defineHostFamily, hostName } from './host-function.js';

/** What a database knows of an address; null for what it does not. Degrees. */
export interface AddressPlace {
  readonly country: string | null;
  readonly state: string | null;
  readonly city: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** The name in SQL of the host function that an engine with a database registers in place of the one here. */
export const ADDRESS_PLACE_FUNCTION = hostName('geo_info_from_ip_address');

/** The bag of `geo_info_from_ip_address`: without what is not known; empty for private, unknown and malformed addresses. */
export function addressPlaceBag(place: AddressPlace | null): string {
  return JSON.stringify(place ?? {}, (_, value: unknown) => value ?? undefined);
}

/** Functions of addresses that a database answers. */
export const addressPlaces = defineHostFamily({
  geo_info_from_ip_address: { takes: ['string'], returns: 'dynamic', call: () => addressPlaceBag(null) },
});
