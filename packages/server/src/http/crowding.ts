// Keeps one address, and all together, from holding more calls than the server can carry (USE-1).

/** Places for calls in flight. */
export interface Crowding {
  /** Takes a place; null when there is none. The function returned gives it back. */
  enter(key: string): (() => void) | null;
}

export interface CrowdingOptions {
  readonly perKey: number;
  readonly total: number;
}

/** @example const leave = crowding.enter(request.ip); if (leave === null) throw busy(); */
export function createCrowding({ perKey, total }: CrowdingOptions): Crowding {
  const held = new Map<string, number>();
  let all = 0;
  return {
    enter(key) {
      const own = held.get(key) ?? 0;
      if (all >= total || own >= perKey) return null;
      held.set(key, own + 1);
      all += 1;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        all -= 1;
        const rest = (held.get(key) ?? 1) - 1;
        if (rest > 0) held.set(key, rest);
        else held.delete(key);
      };
    },
  };
}
