// What a host table function is: rows in, rows out, for operators whose rows SQL cannot say.

import type { ScalarType } from '../../../types.js';
import type { HostFunction, HostValue } from '../host-functions/host-function.js';

/** A value of a row: bigint for int, long, datetime and timespan (ticks), number for real, JSON text for dynamic, else as it is written. */
export type HostRow = readonly HostValue[];

/**
 * Makes rows of rows. `rows` are all rows of the input in their order, with the cells and in the types that the relation says; `options`
 * are the values that see no row. The rows given have a cell for each output of the relation.
 * @throws HostRefusal for what it does not take, in words that follow the name of the plugin or operator
 */
export type HostTable = (rows: readonly HostRow[], options: HostRow) => Iterable<HostRow>;

/** Thrown by a host table function: `finds more than 100 patterns`. */
export class HostRefusal extends Error {
  override readonly name = 'HostRefusal';
}

/** Rows that a host table function takes, whatever its partitions, and bytes of their text. */
export const MOST_HOST_ROWS = 1_000_000;
export const LONGEST_HOST_TEXT = 128 * 1024 * 1024;

/** The name in SQL of a host table function. */
export const hostTableName = (name: string): string =>
  `kql_host_table_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;

/** The engine's view: rows, their types and the options with theirs as JSON text in, rows or a refusal out. */
export const hostTableFunction = (name: string, table: HostTable): HostFunction => ({
  name: hostTableName(name),
  parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR'],
  returns: 'VARCHAR',
  call: (rows, types, options, optionTypes) => {
    try {
      const [row, option] = [types, optionTypes].map(decoder);
      const input = (JSON.parse(String(rows)) as Cell[][]).map((cells) => row?.(cells) ?? []);
      return encoded(table(input, option?.(JSON.parse(String(options)) as Cell[]) ?? []));
    } catch (error) {
      if (error instanceof HostRefusal) return error.message;
      throw error;
    }
  },
});

/** Every value crosses as text, so that no digit is lost. */
type Cell = string | null;

const decoder = (types: HostValue): ((cells: readonly Cell[]) => HostRow) => {
  const decode = (JSON.parse(String(types)) as ScalarType[]).map((type) => decoders[type]);
  return (cells) =>
    decode.map((read, i) => {
      const cell = cells[i];
      return cell === null || cell === undefined ? null : read(cell);
    });
};

const asIs = (text: string): HostValue => text;
const reals = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

/** From the text in which a value crosses. */
export const decoders: Readonly<Record<ScalarType, (text: string) => HostValue>> = {
  bool: (text) => text === 'true',
  int: BigInt,
  long: BigInt,
  datetime: BigInt,
  timespan: BigInt,
  real: (text) => reals.get(text) ?? Number(text),
  decimal: asIs,
  string: asIs,
  guid: asIs,
  dynamic: asIs,
};

function encoded(rows: Iterable<HostRow>): string {
  const texts: string[] = [];
  let length = 0;
  for (const row of rows) {
    const text = JSON.stringify(row.map((cell) => (cell === null ? null : String(cell))));
    length += text.length;
    if (length > LONGEST_HOST_TEXT) throw new HostRefusal('gives more rows than can be taken');
    texts.push(text);
  }
  return `[${texts.join(',')}]`;
}
