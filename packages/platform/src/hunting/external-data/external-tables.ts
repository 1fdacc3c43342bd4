// Has the external tables of hunts there while they are read: fetched once for all who ask at once, kept for a while, within bounds.

import { type ExternalRead, externalTableName } from '@gamekeeper/kql';
import type { Engine } from '@gamekeeper/lake';
import type { Clock } from '../../clock.js';
import { HuntError } from '../hunting-service.js';
import type { ExternalSource } from './external-source.js';

/** External tables that are there until they are released. */
export interface OpenedTables {
  /** Names, as the engine's reach takes them. */
  readonly names: readonly string[];
  readonly warnings: readonly string[];
  release(): void;
}

/** Has tables there. */
export interface ExternalTables {
  /**
   * Resolves when all are there; what nobody waits for any more is no longer fetched.
   * @throws HuntError `unsupported` before anything is called when one may not be read, `external-data` when one cannot, `busy`
   * when memory is taken by those of others; as the signal's reason when it is aborted
   */
  open(reads: readonly ExternalRead[], signal: AbortSignal): Promise<OpenedTables>;
}

export interface ExternalTablesOptions {
  readonly engine: Pick<Engine, 'loadExternal' | 'holdsExternal' | 'dropExternal'>;
  readonly source: ExternalSource;
  readonly clock: Clock;
  /** Characters that all tables may have together; 512 Mi unless told. */
  readonly maxCharacters?: number;
}

interface Kept {
  /** Those who wait for the table or read it. */
  users: number;
  /** Characters: before it is there those that it may get. */
  size: number;
  readonly abort: AbortController;
  readonly loaded: Promise<Loaded>;
  /** Milliseconds since the Unix epoch, once it is there. */
  until: number | null;
}

interface Loaded {
  readonly warnings: readonly string[];
}

/** @example const { names, release } = await createExternalTables({ engine, source, clock }).open(query.externals, signal); */
export function createExternalTables(options: ExternalTablesOptions): ExternalTables {
  const { engine, source, clock, maxCharacters = 512 * 1024 * 1024 } = options;
  // The one that was used longest ago comes first.
  const kept = new Map<string, Kept>();
  // What is being dropped must be gone before it is fetched again.
  let dropped: Promise<unknown> = Promise.resolve();

  const isOver = ({ until, users }: Kept): boolean => users === 0 && until !== null && until <= clock();
  const total = (): number => [...kept.values()].reduce((sum, { size }) => sum + size, 0);

  function drop(name: string): void {
    kept.delete(name);
    dropped = dropped.then(() => engine.dropExternal(name)).catch(() => undefined);
  }

  /** Ends a fetch that nobody waits for; the next one of that table starts when it has ended. */
  function forget(name: string, table: Kept): void {
    if (kept.get(name) === table) kept.delete(name);
    table.abort.abort(new HuntError('cancelled', 'the query was cancelled'));
    dropped = Promise.allSettled([dropped, table.loaded]);
  }

  function makeRoom(): void {
    for (const [name, table] of kept) if (isOver(table)) drop(name);
    for (const [name, table] of kept) {
      if (total() + source.maxCharacters <= maxCharacters) return;
      if (table.users === 0 && table.until !== null) drop(name);
    }
    if (total() + source.maxCharacters > maxCharacters)
      throw new HuntError('busy', 'the external tables of other queries take all the memory that there is for them');
  }

  function start(name: string, read: ExternalRead): Kept {
    makeRoom();
    const abort = new AbortController();
    const load = async (): Promise<Loaded> => {
      await dropped;
      const { rows, warnings, characters } = source.read(read, abort.signal);
      await engine.loadExternal({ table: name, columns: read.fields.length, rows });
      table.size = characters();
      table.until = clock() + source.keepMs;
      return { warnings: warnings() };
    };
    const table: Kept = { users: 0, size: source.maxCharacters, abort, loaded: load(), until: null };
    table.loaded.catch(() => kept.get(name) === table && kept.delete(name));
    return table;
  }

  /** The table that is there or on its way; an engine that was restarted has lost it. */
  async function find(name: string): Promise<Kept | undefined> {
    const known = kept.get(name);
    if (known === undefined || known.until === null) return known;
    const isGood = known.until > clock() && (await engine.holdsExternal(name));
    if (isGood) return kept.get(name);
    if (kept.get(name) === known) kept.delete(name);
    return kept.get(name);
  }

  async function use(name: string, read: ExternalRead): Promise<{ table: Kept; leave: () => void }> {
    const table = (await find(name)) ?? kept.get(name) ?? start(name, read);
    kept.delete(name);
    kept.set(name, table);
    table.users++;
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      table.users--;
      if (table.users > 0) return;
      if (table.until === null) forget(name, table);
      else if (kept.get(name) === table && isOver(table)) drop(name);
    };
    return { table, leave };
  }

  return {
    async open(reads, signal) {
      const byName = new Map(reads.map((read) => [externalTableName(read), read]));
      for (const read of byName.values()) source.check(read);
      const leaves: (() => void)[] = [];
      let isReleased = false;
      const release = () => {
        isReleased = true;
        for (const leave of leaves.splice(0)) leave();
      };
      try {
        const loads = [...byName].map(async ([name, read]) => {
          const { table, leave } = await use(name, read);
          if (isReleased) leave();
          else leaves.push(leave);
          return within(table.loaded, signal);
        });
        const warnings = (await Promise.all(loads)).flatMap((loaded) => loaded.warnings);
        return { names: [...byName.keys()], warnings, release };
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

/** A promise's value unless the signal is aborted before. */
function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
