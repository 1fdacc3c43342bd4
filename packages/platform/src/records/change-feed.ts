// Tells listeners of every committed change once and in order, whichever way its event was heard of.

/** A change that was committed, by this node or another. */
export interface SeenChange {
  /** Number of its event. */
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
}

export interface ChangeFeed {
  /** Number of the last event that listeners were told of. */
  readonly seen: number;
  /**
   * Tells listeners of those changes, oldest first, that they were not told of. Since events are numbered without gaps,
   * a missing number shows: then the rest is left untold and the answer is false.
   */
  tell(changes: Iterable<SeenChange>): boolean;
  /** The function returned ends the listening. */
  onChange(listener: (change: SeenChange) => void): () => void;
}

/** A feed whose listeners hear of what comes after the event of that number. */
export function createChangeFeed(after: number): ChangeFeed {
  const listeners = new Set<(change: SeenChange) => void>();
  let seen = after;
  return {
    get seen() {
      return seen;
    },
    tell(changes) {
      for (const change of changes) {
        if (change.id <= seen) continue;
        if (change.id > seen + 1) return false;
        seen = change.id;
        for (const listener of listeners) call(listener, change);
      }
      return true;
    },
    onChange(listener) {
      const own = (change: SeenChange): void => listener(change);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

function call(listener: (change: SeenChange) => void, change: SeenChange): void {
  try {
    listener(change);
  } catch (error) {
    // The others are still told; a listener that did not do its part is a defect that must not pass unseen.
    queueMicrotask(() => {
      throw error;
    });
  }
}
