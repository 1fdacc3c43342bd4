// What hunts may know beside the lake: files on the internet for `externaldata`, and where addresses are; the same for all commands.

import { createExternalData, type ExternalSource, NetworkError } from '@gamekeeper/platform';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { readDuration } from './read-duration.js';

/** As commander parses them. */
export interface OutsideKnowledgeOptions {
  readonly externalData?: readonly string[];
  readonly externalDataMib?: string;
  readonly externalDataTimeout?: string;
  readonly externalDataKeep?: string;
  readonly geoDatabase?: string;
}

/** Adds the options to a command. */
export function withOutsideKnowledge(command: Command): Command {
  return command
    .option('--external-data <source>', 'host or URL prefix that externaldata may read over https; repeatable', collect)
    .option('--external-data-mib <mebibytes>', 'size of one table of externaldata, packed or not (default: 32)')
    .option('--external-data-timeout <duration>', 'time for the files of one table (default: 30s)')
    .option('--external-data-keep <duration>', 'time for which they are not fetched again (default: 15m)')
    .option('--geo-database <file>', 'MMDB file that tells the city of an address (geo_info_from_ip_address)');
}

/**
 * What the options allow; undefined when they allow nothing.
 * @throws CliError for figures that are none and for what cannot stand on the list
 */
export function externalDataOf(
  options: OutsideKnowledgeOptions,
  more: { readonly allowPrivate?: boolean } = {},
): ExternalSource | undefined {
  const { externalData: allow, externalDataMib: mebibytes, externalDataTimeout, externalDataKeep } = options;
  if (allow === undefined) return undefined;
  const size = Number(mebibytes ?? 32);
  if (!Number.isInteger(size) || size < 1 || size > 512)
    throw new CliError(`--external-data-mib: expected 1 to 512, found '${mebibytes}'`);
  const source = {
    ...{ allow, ...more, maxBytes: size * 1024 * 1024 },
    ...(externalDataTimeout !== undefined && { timeoutMs: readDuration(externalDataTimeout) }),
    ...(externalDataKeep !== undefined && { keepMs: readDuration(externalDataKeep) }),
  };
  try {
    return createExternalData(source);
  } catch (error) {
    throw error instanceof NetworkError ? new CliError(`--external-data: ${error.message}`) : error;
  }
}

const collect = (source: string, former: readonly string[] = []): readonly string[] => [...former, source];
