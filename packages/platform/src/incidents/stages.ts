// The stages of an attack in the order in which attacks go through them (the tactics of ATT&CK), and which of them a name leaves out last.

/** Stage in the words of alerts' categories, lower case without spaces; the weight says how much it tells of what happened. */
const weights: ReadonlyMap<string, number> = new Map([
  ['reconnaissance', 1],
  ['resourcedevelopment', 1],
  ['initialaccess', 6],
  ['execution', 2],
  ['persistence', 3],
  ['privilegeescalation', 4],
  ['stealth', 2],
  ['defenseevasion', 2],
  ['credentialaccess', 7],
  ['discovery', 1],
  ['lateralmovement', 8],
  ['collection', 4],
  ['commandandcontrol', 5],
  ['exfiltration', 9],
  ['impact', 10],
  ['ransomware', 11],
]);
const order = [...weights.keys()];

/**
 * The stages that name an incident: where it came in and the most telling others, at most `most`, in the order of an attack.
 * Categories that are no stage (`Malware`, `SuspiciousActivity`) come last.
 * @example tellingStages(['Impact', 'Discovery', 'InitialAccess'], 2) → ['InitialAccess', 'Impact']
 */
export function tellingStages(categories: Iterable<string>, most: number): readonly string[] {
  const stages = [...new Map(Array.from(categories, (category) => [bare(category), category])).values()]
    // Ransomware is an impact, said better.
    .filter((stage, _, all) => bare(stage) !== 'impact' || !all.some((other) => bare(other) === 'ransomware'))
    .sort((left, right) => placeOf(left) - placeOf(right));
  const [entry, ...later] = stages;
  const telling = later.sort((left, right) => weightOf(right) - weightOf(left)).slice(0, most - 1);
  return entry === undefined ? [] : [entry, ...telling.sort((left, right) => placeOf(left) - placeOf(right))];
}

const bare = (category: string): string => category.replaceAll(' ', '').toLowerCase();
const weightOf = (category: string): number => weights.get(bare(category)) ?? 0;
const placeOf = (category: string): number => {
  const place = order.indexOf(bare(category));
  return place < 0 ? order.length : place;
};
