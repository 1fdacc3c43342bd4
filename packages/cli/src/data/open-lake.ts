// The lake of a data directory for one command: through the running server if there is one, else opened here.

import { existsSync } from 'node:fs';
import { createDuckDbEngine, type Engine, tables } from '@gamekeeper/lake';
import { type Clock, claimDataDirectory, systemClock } from '@gamekeeper/platform';
import { connectLocal, type LocalClient } from '@gamekeeper/server';
import { lakeDirectory } from './data-directory.js';

/** An engine in this process; `close` gives the directory back. */
export interface OpenedLake {
  readonly engine: Engine;
  close(): Promise<void>;
}

export interface OpenLakeOptions {
  /** The system's unless told. */
  readonly clock?: Clock;
  /** MMDB file that tells where addresses are; none unless told. */
  readonly geoDatabase?: string;
}

/** The server that runs on the directory, or null. */
export const findServer = (directory: string): Promise<LocalClient | null> => connectLocal(directory);

/**
 * Opens the lake in this process.
 * @throws RecordsError or EngineError when the directory is foreign, unwritable or in use
 */
export async function openLake(
  directory: string,
  { clock = systemClock, geoDatabase }: OpenLakeOptions = {},
): Promise<OpenedLake> {
  const claim = await claimDataDirectory(directory);
  try {
    const engine = await createDuckDbEngine({
      ...{ directory: lakeDirectory(claim.path), tables, clock },
      ...(geoDatabase !== undefined && { geoDatabase }),
    });
    return {
      engine,
      async close() {
        await engine.close();
        await claim.release();
      },
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** A lake in memory, empty: for hunting in files, or where there is no data yet. */
export async function openMemoryLake({ clock = systemClock, geoDatabase }: OpenLakeOptions = {}): Promise<OpenedLake> {
  const engine = await createDuckDbEngine({
    ...{ directory: null, tables, clock },
    ...(geoDatabase !== undefined && { geoDatabase }),
  });
  return { engine, close: () => engine.close() };
}

/** Whether a lake was ever made in the directory. */
export const hasLake = (directory: string): boolean => existsSync(lakeDirectory(directory));
