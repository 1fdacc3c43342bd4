// Into how many groups alerts fall that share one entity, were it not for that entity: what glues unconnected things together is common.

/**
 * @param alerts the entities of each alert
 * @param without the entity that is left out
 * @returns the number of groups; alerts that share any other entity, directly or through others, are of one group
 * @example countGroups([new Set(['dc', 'ann']), new Set(['dc', 'bob']), new Set(['dc', 'ann'])], 'dc') === 2
 */
export function countGroups(alerts: readonly ReadonlySet<string>[], without: string): number {
  const parents = alerts.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[index] = root;
    return root;
  };
  const firstWith = new Map<string, number>();
  let groups = alerts.length;
  alerts.forEach((entities, index) => {
    for (const entity of entities) {
      if (entity === without) continue;
      const other = firstWith.get(entity);
      if (other === undefined) firstWith.set(entity, index);
      else if (rootOf(other) !== rootOf(index)) {
        parents[rootOf(index)] = rootOf(other);
        groups -= 1;
      }
    }
  });
  return groups;
}
