// SQL compares column names without case and KQL with it: this rule keeps both apart, in tables and in queries alike.

/**
 * A physical name per column: its own, or with `$2`, `$3` … when an earlier column has the same name but for case.
 * @example physicalNames(['LogonId', 'LogonID']) → ['LogonId', 'LogonID$2']
 */
export function physicalNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let candidate = name;
    for (let n = 2; taken.has(candidate.toLowerCase()); n++) candidate = `${name}$${n}`;
    taken.add(candidate.toLowerCase());
    return candidate;
  });
}

/**
 * Whether a name is kept for hidden columns (`$row`, `$order1`, …): one given by an author or by data would be taken for them.
 * @example isReservedName('$row') → true
 */
export const isReservedName = (name: string): boolean => /^\$[a-z]+\d*$/.test(name);
