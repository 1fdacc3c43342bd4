// The operator's own profiles, kept in the state (REG-7).

import type { Clock } from '../clock.js';
import type { Attribution, Records } from '../records/index.js';
import { parseQuotaProfile } from './parse-quota-profile.js';
import type { QuotaProfile } from './quota-profile.js';

/** The operator's own profiles. */
export interface OwnProfiles {
  /**
   * Keeps a profile, in place of one of its name; leaves the event `quota-profile.kept`.
   * @param text JSON, as `parseQuotaProfile` reads it.
   * @throws QuotaError `profile-invalid`, naming the member.
   */
  keep(text: string, by: Attribution): Promise<QuotaProfile>;
  /** All, in the order of their names. */
  list(): Promise<readonly QuotaProfile[]>;
}

/** @example const own = await createOwnProfiles({ records, clock }).list(); */
export function createOwnProfiles({ records, clock }: { records: Records; clock: Clock }): OwnProfiles {
  return {
    async keep(text, by) {
      const profile = parseQuotaProfile(text);
      const { name, ...detail } = profile;
      const definition = JSON.stringify(profile);
      await records.change({ by, kind: 'quota-profile.kept', subject: name, detail }, (t) =>
        t
          .insertInto('quota_profile')
          .values({ name, definition, created_at: clock() })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ definition }))
          .execute(),
      );
      return profile;
    },
    async list() {
      const rows = await records.db.selectFrom('quota_profile').select('definition').orderBy('name').execute();
      return rows.map(({ definition }) => parseQuotaProfile(definition));
    },
  };
}
