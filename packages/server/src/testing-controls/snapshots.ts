// Snapshots of a sandbox tenant's rows, kept in the lake beside them and gone with the process.

import type { Engine } from '@gamekeeper/lake';
import type { TenantNamespaces } from '@gamekeeper/platform';
import { TestingError } from './testing-error.js';

export interface Snapshot {
  readonly id: string;
  /** Milliseconds since the Unix epoch, by the platform's clock. */
  readonly takenAt: number;
}

export interface Snapshots {
  /** @throws TestingError `snapshot-too-many` when a tenant has too many. */
  take(tenantId: string): Promise<Snapshot>;
  list(tenantId: string): readonly Snapshot[];
  /** Replaces the tenant's rows by those of the snapshot, which stays. @throws TestingError `snapshot-unknown` */
  restore(tenantId: string, id: string): Promise<void>;
  /** @throws TestingError `snapshot-unknown` */
  drop(tenantId: string, id: string): Promise<void>;
  /** Erases all rows of the tenant. */
  erase(tenantId: string): Promise<void>;
  /** Drops all snapshots; the engine must still be open. */
  close(): Promise<void>;
}

export interface SnapshotsOptions {
  readonly engine: Pick<Engine, 'copyNamespace' | 'dropNamespace'>;
  readonly namespaces: TenantNamespaces;
  readonly clock: () => number;
}

/** Snapshots of one tenant at a time. What a killed process leaves lies in as many namespaces, which the next snapshots take over. */
const places = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export function createSnapshots({ engine, namespaces, clock }: SnapshotsOptions): Snapshots {
  const taken = new Map<string, Map<string, Snapshot>>();
  const of = (tenantId: string) => {
    const known = taken.get(tenantId) ?? new Map<string, Snapshot>();
    taken.set(tenantId, known);
    return known;
  };
  const placeOf = (tenantId: string, id: string) => `snapshot-${id}-${tenantId.toLowerCase()}`;
  function requireTaken(tenantId: string, id: string): void {
    if (taken.get(tenantId)?.has(id)) return;
    const found = [...(taken.get(tenantId)?.keys() ?? [])].join(', ') || 'none';
    throw new TestingError('snapshot-unknown', `snapshot '${id}' was not found; there are: ${found}`);
  }
  async function drop(tenantId: string, id: string): Promise<void> {
    requireTaken(tenantId, id);
    of(tenantId).delete(id);
    await engine.dropNamespace(placeOf(tenantId, id));
  }

  return {
    async take(tenantId) {
      const id = places.find((place) => !of(tenantId).has(place));
      if (id === undefined) {
        const message = `snapshots: expected at most ${places.length} of a tenant at a time; drop one first`;
        throw new TestingError('snapshot-too-many', message);
      }
      const snapshot = { id, takenAt: clock() };
      // Before the copy, so that no other call takes the place.
      of(tenantId).set(id, snapshot);
      try {
        await engine.copyNamespace(await namespaces.of(tenantId), placeOf(tenantId, id));
      } catch (error) {
        of(tenantId).delete(id);
        throw error;
      }
      return snapshot;
    },
    list: (tenantId) => [...(taken.get(tenantId)?.values() ?? [])],
    async restore(tenantId, id) {
      requireTaken(tenantId, id);
      await engine.copyNamespace(placeOf(tenantId, id), await namespaces.of(tenantId));
    },
    drop,
    erase: async (tenantId) => engine.dropNamespace(await namespaces.of(tenantId)),
    async close() {
      for (const [tenantId, snapshots] of taken) for (const id of [...snapshots.keys()]) await drop(tenantId, id);
    },
  };
}
