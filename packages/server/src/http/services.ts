// What the endpoints work with; the composition root puts it together.

import type { Readable } from 'node:stream';
import type { TableStatistics } from '@gamekeeper/lake';
import type { Clock, HuntingService, Identity } from '@gamekeeper/platform';

/** What became of the records of one ingest request. */
export interface IngestReport {
  /** Rows committed, in all and by table. */
  readonly accepted: number;
  readonly rejected: number;
  readonly tables: Readonly<Record<string, number>>;
  /** The first rejections, with line number and reason. */
  readonly rejections: readonly { readonly line: number; readonly reason: string }[];
}

/** Takes events in; resolves after the commit. */
export interface IngestService {
  /**
   * @param request `table` is null when the records tell their own table.
   * @throws IngestRefusal when nothing of the input can be read.
   */
  ingest(request: {
    readonly table: string | null;
    readonly body: Readable;
    readonly signal: AbortSignal;
  }): Promise<IngestReport>;
}

/** An input that cannot be taken in at all; `message` names what was expected and what was found. */
export class IngestRefusal extends Error {
  override readonly name = 'IngestRefusal';
  constructor(
    readonly code: 'table-unknown' | 'input-unreadable' | 'input-refused',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface Services {
  readonly identity: Identity;
  readonly hunting: HuntingService;
  readonly ingest: IngestService;
  /** What is stored, by table. */
  readonly statistics: () => Promise<readonly TableStatistics[]>;
  readonly clock: Clock;
}
