// The time zones that `datetime_utc_to_local` and its kin know, by their names in the IANA database.

import { isTimeZone } from '../../../values/time-zone.js';
import { defineHostFamily } from './host-function.js';

/** Functions on time zones as such. */
export const timeZones = defineHostFamily({
  datetime_list_timezones: {
    takes: [],
    returns: 'dynamic',
    call: () => JSON.stringify(['UTC', ...Intl.supportedValuesOf('timeZone')]),
  },
  // Not callable by this name from KQL: the engine raises an error for a zone that it does not know.
  is_time_zone: {
    takes: ['string'],
    returns: 'bool',
    call: (name: string | null) => name !== null && isTimeZone(name),
  },
});
