// The time zones that `datetime_utc_to_local` and its kin know, by their names in the IANA database.

import { defineHostFamily } from './host-function.js';

/** Functions on time zones as such. */
export const timeZones = defineHostFamily({
  datetime_list_timezones: {
    takes: [],
    returns: 'dynamic',
    call: () => JSON.stringify(['UTC', ...Intl.supportedValuesOf('timeZone')]),
  },
});
