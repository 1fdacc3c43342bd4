// Places of addresses for hunts, from a city database in the layout of GeoLite2.

import { type AddressPlace, addressPlaceBag } from '@gamekeeper/kql';
import { type AddressDatabase, openAddressDatabase } from './address-database.js';

const MAX_REMEMBERED = 50_000;

/** Answers `geo_info_from_ip_address`. */
export interface AddressPlaces {
  /** The bag of an address as JSON text; empty for what the database does not know. */
  bagOf(address: string): string;
}

/**
 * @throws Error when the file cannot be read as an MMDB file
 * @example (await openAddressPlaces('GeoLite2-City.mmdb')).bagOf('20.53.203.50') // '{"country":"Australia",…}'
 */
export async function openAddressPlaces(file: string): Promise<AddressPlaces> {
  // Hunts ask for the same few addresses row by row.
  const remembered = new Map<string, string>();
  const database: AddressDatabase = await openAddressDatabase(file, { onChange: () => remembered.clear() });
  return {
    bagOf(address) {
      const known = remembered.get(address);
      if (known !== undefined) return known;
      const bag = addressPlaceBag(placeOf(database.recordOf(address)));
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(address, bag);
      return bag;
    },
  };
}

function placeOf(record: unknown): AddressPlace {
  const [state] = listOf(memberOf(record, 'subdivisions'));
  const location = memberOf(record, 'location');
  return {
    country: englishName(memberOf(record, 'country')),
    state: englishName(state),
    city: englishName(memberOf(record, 'city')),
    latitude: numberOf(memberOf(location, 'latitude')),
    longitude: numberOf(memberOf(location, 'longitude')),
  };
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function englishName(part: unknown): string | null {
  const name = memberOf(memberOf(part, 'names'), 'en');
  return typeof name === 'string' && name !== '' ? name : null;
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
