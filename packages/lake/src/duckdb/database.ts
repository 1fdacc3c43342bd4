// Opens the database file with the engine's limits and closes the door to files, network and settings.

import { existsSync } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { duckDbPrelude } from '@gamekeeper/kql';
import { type AddressPlaces, openAddressPlaces } from '../addresses/address-places.js';
import { EngineError } from '../engine/engine.js';
import { type Catalog, openCatalog } from './catalog.js';
import { createExternalStore } from './external-store.js';
import { registerHostFunctions } from './host-functions.js';
import type { OpenRequest } from './protocol.js';
import { quoteText } from './quote.js';
import { translateOpenError } from './translate-error.js';

const LOCK_RETRY_MS = 50;

/** An open lake database. All writes go through `writer`; every query has a connection of its own. */
export interface Database {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly catalog: Catalog;
  /** Directories that no message may name. */
  readonly paths: readonly string[];
  /** Null in memory. */
  readonly file: string | null;
}

/**
 * Opens the lake in `request.directory`, or a new one there.
 * @throws EngineError `data-locked` when another process has it, `data-unusable` when it cannot be read or written
 */
export async function openDatabase(request: OpenRequest): Promise<Database> {
  const { directory, spillDirectory } = request;
  const file = directory === null ? null : join(directory, 'lake.duckdb');
  try {
    if (directory !== null) await mkdir(directory, { recursive: true, mode: 0o700 });
    const instance = await openInstance(file, request.lockWaitMs);
    try {
      await rm(spillDirectory, { recursive: true, force: true });
      await mkdir(spillDirectory, { recursive: true, mode: 0o700 });
      const writer = await instance.connect();
      await configure(writer, request);
      // What compiled queries call; macros may stand on host functions.
      registerHostFunctions(writer, request.geoDatabase === null ? undefined : await openPlaces(request.geoDatabase));
      for (const statement of duckDbPrelude) await writer.run(statement);
      const catalog = await openCatalog(writer, request.tables);
      const paths = directory === null ? [spillDirectory] : [spillDirectory, directory];
      return { instance, writer, catalog, paths, file };
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  } catch (error) {
    throw translateOpenError(error, file ?? 'the database in memory');
  }
}

async function openPlaces(file: string): Promise<AddressPlaces> {
  try {
    return await openAddressPlaces(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError(
      'data-unusable',
      `geo database ${file}: expected an MMDB file, found that it cannot be read: ${reason}`,
    );
  }
}

async function openInstance(file: string | null, lockWaitMs: number): Promise<DuckDBInstance> {
  // The storage version is fixed when a file is made; an existing one is left as it is.
  const options: Record<string, string> =
    file === null || existsSync(file) ? {} : { storage_compatibility_version: 'latest' };
  for (let waited = 0; ; waited += LOCK_RETRY_MS) {
    try {
      return await DuckDBInstance.create(file ?? ':memory:', options);
    } catch (error) {
      if (waited >= lockWaitMs || translateOpenError(error, '').code !== 'data-locked') throw error;
      await wait(LOCK_RETRY_MS);
    }
  }
}

async function configure(connection: DuckDBConnection, request: OpenRequest): Promise<void> {
  const { bavail, bsize } = await statfs(request.spillDirectory);
  await connection.run(`
    ${createExternalStore};
    SET GLOBAL memory_limit = '${request.memoryLimitBytes}B';
    SET GLOBAL threads = ${request.threads};
    SET GLOBAL temp_directory = ${quoteText(request.spillDirectory)};
    SET GLOBAL max_temp_directory_size = '${Math.floor((bavail * bsize) / 2)}B';
    SET GLOBAL checkpoint_threshold = '512MB';
    SET GLOBAL preserve_insertion_order = true;
    SET GLOBAL TimeZone = 'UTC';
    SET GLOBAL autoinstall_known_extensions = false;
    SET GLOBAL autoload_known_extensions = false;
    SET GLOBAL enable_external_access = false;
    SET GLOBAL lock_configuration = true`);
}
