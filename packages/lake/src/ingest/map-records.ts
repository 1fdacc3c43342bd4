// Chooses the source of an input by its first records, then maps all of them.

import { isRejection, type MappedRow, type RecordMapper, type Rejection, type Source } from '../sources/source.js';
import { SAMPLE_RECORDS } from './limits.js';
import { type GoodRecord, isBad, type ReadRecord, type RecordStream } from './records.js';

/** A record with the row that it became, or the reason why it became none. */
export interface MappedRecord {
  readonly record: ReadRecord;
  readonly mapped: MappedRow | Rejection;
}

/** Bytes of sample after which a source is chosen even if there are fewer records. */
const SAMPLE_BYTES = 4 * 1024 * 1024;

/**
 * Maps the records of one input. The first of `sources` that recognises the sample maps everything; when none does, every
 * record is rejected with what each of them expects.
 */
export async function* mapRecords(
  records: RecordStream,
  sources: readonly Source[],
): AsyncGenerator<readonly MappedRecord[]> {
  let mapper: RecordMapper | undefined;
  let held: ReadRecord[] = [];
  let size = 0;
  for await (const batch of records) {
    if (mapper) {
      yield mapAll(batch, mapper);
      continue;
    }
    held.push(...batch);
    for (const { bytes } of batch) size += bytes;
    if (held.length < SAMPLE_RECORDS && size < SAMPLE_BYTES) continue;
    mapper = chooseMapper(held, sources);
    yield mapAll(held, mapper);
    held = [];
  }
  if (held.length > 0) yield mapAll(held, mapper ?? chooseMapper(held, sources));
}

function chooseMapper(held: readonly ReadRecord[], sources: readonly Source[]): RecordMapper {
  const good = held.filter((record): record is GoodRecord => !isBad(record));
  const sample = good.slice(0, SAMPLE_RECORDS).map(({ value }) => value);
  const source = sample.length === 0 ? undefined : sources.find((candidate) => candidate.detect(sample));
  return source?.open() ?? refuseAll(sources);
}

/** Rejects with what each source has to say to the record. */
function refuseAll(sources: readonly Source[]): RecordMapper {
  const mappers = sources.map((source) => ({ name: source.name, mapper: source.open() }));
  return {
    map: (record) => {
      const whys = mappers.map(({ name, mapper }) => {
        const mapped = mapper.map(record);
        return `${name}: ${isRejection(mapped) ? mapped.rejected : 'recognises too few of the first records'}`;
      });
      return { rejected: `no source recognises the input (${whys.join('; ')})` };
    },
  };
}

function mapAll(records: readonly ReadRecord[], mapper: RecordMapper): readonly MappedRecord[] {
  return records.map((record) => ({ record, mapped: isBad(record) ? record : mapper.map(record.value) }));
}
