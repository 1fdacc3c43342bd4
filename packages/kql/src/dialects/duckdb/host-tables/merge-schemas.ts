// `evaluate schema_merge()`: what `getschema` says of several tables as one schema.

import { systemTypes } from '../../../values/system-types.js';
import { HostRefusal, type HostRow, type HostTable } from './host-table.js';

interface MergedColumn {
  readonly name: string;
  readonly ordinal: bigint;
  readonly type: string;
  /** Stands at different places in different schemas. */
  readonly moves: boolean;
}

const typeNames = new Map<string, string>(Object.entries(systemTypes));

const OUT_OF_ORDER = 'ERROR(columns are out of order)';

/** Numbers that hold each other, the smallest first. */
const numbers = ['int', 'long', 'real'];

/** Rows are a column's name, ordinal and type; the option says whether columns must keep their places. */
export const mergeSchemas: HostTable = (rows, [keepsOrder]) => {
  const merged = new Map<string, MergedColumn>();
  for (const [name, ordinal, type] of rows) {
    const column = {
      name: String(name),
      ordinal: typeof ordinal === 'bigint' ? ordinal : 0n,
      type: String(type),
      moves: false,
    };
    merged.set(column.name, together(merged.get(column.name) ?? column, column));
  }
  const ordered = [...merged.values()].sort((a, b) => Number(a.ordinal - b.ordinal));
  return ordered.map(({ name, type, moves }, i): HostRow => {
    if (moves && keepsOrder === true) return [name, -1n, `ERROR(unknown CSL type:${OUT_OF_ORDER})`, OUT_OF_ORDER];
    return [name, BigInt(i), typeNames.get(type) ?? '', type];
  });
};

function together(known: MergedColumn, next: MergedColumn): MergedColumn {
  return {
    name: known.name,
    ordinal: next.ordinal > known.ordinal ? next.ordinal : known.ordinal,
    type: commonType(known, next),
    moves: known.moves || next.ordinal !== known.ordinal,
  };
}

function commonType(known: MergedColumn, next: MergedColumn): string {
  if (known.type === next.type) return known.type;
  const wider = numbers[Math.max(numbers.indexOf(known.type), numbers.indexOf(next.type))];
  if (numbers.includes(known.type) && numbers.includes(next.type) && wider) return wider;
  throw new HostRefusal(`finds the column '${known.name}' both as ${known.type} and as ${next.type}`);
}
