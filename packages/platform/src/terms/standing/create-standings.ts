// Remembers standings between calls and forgets them with the first change, so that a change holds from the next call on (LIC-1, END-1).

import type { Records } from '../../records/open-records.js';
import { loadRulebook, loadStanding, type StandingKey } from './load-standing.js';
import type { Rulebook, Standing } from './standing.js';

/** Standings kept at most; the oldest goes first. */
const capacity = 10_000;

export interface Standings {
  /** Null when tenant, application or person are not registered. */
  of(key: StandingKey): Promise<Standing | null>;
  rulebook(): Promise<Rulebook>;
  close(): void;
}

/**
 * Changes are rare and calls are many: any change forgets everything. A node that is not sure to have heard of all
 * changes reads the state itself, call by call.
 */
export function createStandings({ records }: { readonly records: Records }): Standings {
  const remembered = new Map<string, Promise<Standing | null>>();
  let rulebook: Promise<Rulebook> | null = null;
  const forget = () => {
    remembered.clear();
    rulebook = null;
  };
  const stop = records.onChange(forget);
  return {
    of(key) {
      if (!records.isCurrent()) return loadStanding(records.db, key);
      const name = `${key.tenantId}/${key.applicationId}/${key.personId ?? ''}`;
      const known = remembered.get(name);
      if (known !== undefined) return known;
      const loading = loadStanding(records.db, key);
      remembered.set(name, loading);
      loading.catch(() => remembered.get(name) === loading && remembered.delete(name));
      if (remembered.size > capacity) remembered.delete(remembered.keys().next().value ?? '');
      return loading;
    },
    rulebook() {
      if (!records.isCurrent()) return loadRulebook(records.db);
      if (rulebook === null) {
        const loading = loadRulebook(records.db);
        rulebook = loading;
        loading.catch(() => {
          if (rulebook === loading) rulebook = null;
        });
      }
      return rulebook;
    },
    close: stop,
  };
}
