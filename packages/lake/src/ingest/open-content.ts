// Opens content of any format down to the parts that hold records: unpacks archives, chooses the reader.

import { asUtf8 } from './byte-source.js';
import { readCsvRecords } from './csv-records.js';
import { formatOf } from './format.js';
import { readJsonRecords } from './json-records.js';
import { readParquetRecords } from './parquet-records.js';
import type { RecordStream } from './records.js';
import { type Content, type Origin, unpack, withFile } from './unpack.js';

/** Records to be read to their end before the next part is asked for; or why there are none. */
export type Part =
  | { readonly origin: Origin; readonly records: RecordStream }
  | { readonly origin: Origin; readonly fault: string }
  | { readonly origin: Origin; readonly skipped: string };

/** The parts of one input, in order. */
export async function* openContent(content: Content): AsyncGenerator<Part> {
  for await (const file of unpack(content)) {
    if ('fault' in file) {
      yield file;
      continue;
    }
    const { origin, head } = file;
    switch (formatOf(head)) {
      case 'json':
      case 'empty': // By damage, perhaps, which its reader tells.
        yield { origin, records: readJsonRecords(asUtf8(file)) };
        break;
      case 'csv':
        yield { origin, records: readCsvRecords(asUtf8(file)) };
        break;
      case 'parquet':
        yield* withFile(file, async function* (path) {
          yield { origin, records: readParquetRecords(path) };
        });
        break;
      case 'apple-double':
        yield { origin, skipped: 'a resource fork of macOS holds no events' };
        break;
      default:
        yield { origin, fault: `expected JSON, CSV, Parquet, gzip or zip, found ${describe(head)}` };
    }
  }
}

function describe(head: Buffer): string {
  return `bytes that start with ${head.toString('hex', 0, 8).replace(/..(?=.)/g, '$& ')}`;
}
