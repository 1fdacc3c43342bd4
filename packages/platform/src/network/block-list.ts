// Block lists for addresses, domains and mail servers (AUP-8): answered from memory, kept in the state, in force at once.

import { createHash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import type { Attribution, Records } from '../records/index.js';
import type { BlockTable } from '../records/schema/terms.js';
import { formatNetwork, parseAddress, parseNetwork } from './address.js';
import { enclosingDomains, normalizeDomain } from './domain-name.js';
import { NetworkError } from './network-error.js';
import { createNetworkMap } from './network-map.js';

export type BlockKind = BlockTable['kind'];
export type BlockDirection = BlockTable['direction'];

/** Something to block. */
export interface NewBlock {
  readonly kind: BlockKind;
  /** A network (`192.0.2.0/24`), an address, or a name, which stands for the names under it too. */
  readonly value: string;
  /** Both ways unless told. */
  readonly direction?: BlockDirection;
  /** For the operator and the audit; callers do not see it. */
  readonly reason: string;
  /** Milliseconds since the Unix epoch from which it no longer counts; null for good. */
  readonly until?: number | null;
}

/** A block as it is kept: `value` in its one form. */
export interface Block extends Required<NewBlock> {
  readonly id: string;
  /** Shared by what was added in one go. */
  readonly batch: string;
  readonly createdAt: number;
}

/** What is about to be let in or called out to. All that is given is checked. */
export interface BlockQuestion {
  readonly address?: string;
  readonly domain?: string;
  /** Host name of a mail server; blocks of its domain count too. */
  readonly mailServer?: string;
  readonly direction: 'inbound' | 'outbound';
}

export interface BlockList {
  /**
   * Adds all or none; when it resolves they are in force on this node, and within a second on all.
   * @throws NetworkError `network-malformed`, `domain-malformed`, `block-invalid`.
   */
  add(by: Attribution, blocks: readonly NewBlock[]): Promise<readonly Block[]>;
  /**
   * Removes a block by its id, or all of a batch; returns how many.
   * @throws NetworkError `block-unknown`.
   */
  remove(by: Attribution, idOrBatch: string): Promise<number>;
  /** All that count now, oldest first. */
  list(): readonly Block[];
  /**
   * The block that forbids it, or null.
   * @throws NetworkError `address-malformed`, `domain-malformed`: what cannot be read cannot be cleared.
   */
  blocked(question: BlockQuestion): Block | null;
  /** Stops following changes. */
  close(): void;
}

export interface BlockListOptions {
  readonly records: Records;
  readonly clock: Clock;
}

const retryMs = 250;
const rowsPerInsert = 5_000;
/** Batches up to this size are named one by one in the trail, larger ones by their count and hash. */
const valuesInTrail = 100;

/**
 * Opens the block list with what the state holds. A question costs about 5 µs with 100,000 networks, most of it reading the
 * address.
 * @example
 * const blockList = await createBlockList({ records, clock });
 * await blockList.add(by, [{ kind: 'cidr', value: '192.0.2.0/24', reason: 'abuse reports' }]);
 * blockList.blocked({ address: '::ffff:192.0.2.7', direction: 'inbound' }); // that block
 */
export async function createBlockList({ records, clock }: BlockListOptions): Promise<BlockList> {
  const blocks = new Map<string, Block>();
  const networks = createNetworkMap<Block>();
  const names = { domain: new Map<string, Block[]>(), 'mail-server': new Map<string, Block[]>() };

  function put(block: Block): void {
    blocks.set(block.id, block);
    if (block.kind === 'cidr') networks.add(parseNetwork(block.value), block);
    else names[block.kind].set(block.value, [...(names[block.kind].get(block.value) ?? []), block]);
  }

  function drop(block: Block): void {
    blocks.delete(block.id);
    if (block.kind === 'cidr') {
      networks.delete(block);
      return;
    }
    const kept = (names[block.kind].get(block.value) ?? []).filter(({ id }) => id !== block.id);
    if (kept.length > 0) names[block.kind].set(block.value, kept);
    else names[block.kind].delete(block.value);
  }

  /** Takes over what the state holds under an id or batch; all of it where none is named. */
  async function refresh(idOrBatch?: string): Promise<void> {
    let rows = records.db.selectFrom('block').selectAll().orderBy('created_at');
    if (idOrBatch !== undefined) {
      rows = rows.where((is) => is.or([is('id', '=', idOrBatch), is('batch', '=', idOrBatch)]));
    }
    const found = await rows.execute();
    const isMeant = ({ id, batch }: Block) => idOrBatch === undefined || id === idOrBatch || batch === idOrBatch;
    for (const block of [...blocks.values()].filter(isMeant)) drop(block);
    for (const row of found) put(toBlock(row));
  }

  /** A change that was not taken over would leave its block out of force, so that a state that fails is asked again. */
  async function follow(idOrBatch: string): Promise<void> {
    for (;;) {
      try {
        return await refresh(idOrBatch);
      } catch (error) {
        if (isClosed) throw error;
        await setTimeout(retryMs, undefined, { ref: false });
      }
    }
  }

  let isClosed = false;
  // One after the other: the last to read is the last to be kept.
  let refreshed: Promise<void>;
  const stop = records.onChange(({ kind, subject }) => {
    if (!kind.startsWith('block.')) return;
    refreshed = refreshed.then(() => follow(subject));
    refreshed.catch(() => {});
  });
  refreshed = refresh();
  await refreshed;

  const counts = ({ direction, until }: Block, asked: BlockQuestion['direction'], now: number) =>
    (direction === 'both' || direction === asked) && (until === null || until > now);

  function* candidates({ address, domain, mailServer }: BlockQuestion): Generator<Block> {
    if (address !== undefined) yield* networks.matching(parseAddress(address));
    if (domain !== undefined) yield* named('domain', domain);
    if (mailServer === undefined) return;
    yield* named('mail-server', mailServer);
    yield* named('domain', mailServer);
  }

  function* named(kind: keyof typeof names, name: string): Generator<Block> {
    for (const domain of enclosingDomains(normalizeDomain(name))) yield* names[kind].get(domain) ?? [];
  }

  return {
    async add(by, added) {
      const now = clock();
      const batch = randomUUID();
      const made = added.map((block) => toKept(block, batch, now));
      if (made.length === 0) throw new NetworkError('block-invalid', 'blocks: expected at least one, found none');
      const change = { by, kind: 'block.added', subject: batch, detail: summary(made) };
      await records.change(change, async (transaction) => {
        for (let at = 0; at < made.length; at += rowsPerInsert) {
          await transaction
            .insertInto('block')
            .values(made.slice(at, at + rowsPerInsert).map(toRow))
            .execute();
        }
      });
      await refreshed;
      return made;
    },
    async remove(by, idOrBatch) {
      const known = [...blocks.values()].filter(({ id, batch }) => id === idOrBatch || batch === idOrBatch);
      if (known.length === 0) {
        throw new NetworkError('block-unknown', `expected the id of a block or of a batch, found '${idOrBatch}'`);
      }
      const change = { by, kind: 'block.removed', subject: idOrBatch, detail: summary(known) };
      await records.change(change, (transaction) =>
        transaction
          .deleteFrom('block')
          .where((is) => is.or([is('id', '=', idOrBatch), is('batch', '=', idOrBatch)]))
          .execute(),
      );
      await refreshed;
      return known.length;
    },
    list() {
      const now = clock();
      return [...blocks.values()].filter(({ until }) => until === null || until > now);
    },
    blocked(question) {
      const now = clock();
      for (const block of candidates(question)) if (counts(block, question.direction, now)) return block;
      return null;
    },
    close() {
      isClosed = true;
      stop();
    },
  };
}

function toKept(block: NewBlock, batch: string, now: number): Block {
  const { kind, direction = 'both', reason, until = null } = block;
  if (reason.trim() === '') {
    throw new NetworkError('block-invalid', `block of ${block.value}: expected a reason, found none`);
  }
  if (until !== null && !(until > now)) {
    const found = Number.isNaN(until) ? 'no time' : new Date(until).toISOString();
    throw new NetworkError('block-invalid', `block of ${block.value}: expected an end in the future, found ${found}`);
  }
  const value = kind === 'cidr' ? formatNetwork(parseNetwork(block.value)) : normalizeDomain(block.value);
  return { id: randomUUID(), batch, kind, value, direction, reason, until, createdAt: now };
}

function summary(blocks: readonly Block[]): Readonly<Record<string, unknown>> {
  const values = blocks.map(({ kind, direction, value }) => `${kind} ${direction} ${value}`);
  if (values.length <= valuesInTrail) return { values };
  return { count: values.length, sha256: createHash('sha256').update(values.join('\n')).digest('hex') };
}

function toBlock({ created_at: createdAt, ...block }: Selectable<BlockTable>): Block {
  return { ...block, createdAt };
}

function toRow({ createdAt, ...block }: Block): BlockTable {
  return { ...block, created_at: createdAt };
}
