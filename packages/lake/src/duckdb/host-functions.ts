// Makes the compiler's host functions callable from SQL: whole chunks come in, values go out, nulls included.

import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBVector,
  VARCHAR,
} from '@duckdb/node-api';
import {
  ADDRESS_PLACE_FUNCTION,
  type HostFunction,
  type HostType,
  type HostValue,
  hostFunctions,
} from '@gamekeeper/kql';
import type { AddressPlaces } from '../addresses/address-places.js';

const types: Readonly<Record<HostType, DuckDBType>> = { VARCHAR, BIGINT, DOUBLE, BOOLEAN };

/**
 * Registers them for the whole database that the connection is to; once is enough.
 * @param places answers where addresses are; nothing is known of them without it
 * @example registerHostFunctions(await instance.connect())
 */
export function registerHostFunctions(connection: DuckDBConnection, places?: AddressPlaces): void {
  for (const hosted of hostFunctions) {
    const isAsked = places !== undefined && hosted.name === ADDRESS_PLACE_FUNCTION;
    const call = isAsked ? (address: HostValue) => places.bagOf(String(address ?? '')) : hosted.call;
    connection.registerScalarFunction(scalarFunction({ ...hosted, call }));
  }
}

function scalarFunction({ name, parameters, returns, call }: HostFunction): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: parameters.map((type) => types[type]),
    returnType: types[returns],
    // Nulls are values to these functions.
    specialHandling: true,
    mainFunction: (_info, input: DuckDBDataChunk, output: DuckDBVector) => {
      const columns = parameters.map((_, i) => input.getColumnVector(i));
      const rows = input.rowCount;
      const args: HostValue[] = columns.map(() => null);
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < args.length; i++) args[i] = columns[i]?.getItem(row) as HostValue;
        output.setItem(row, call(...args));
      }
      output.flush();
    },
  });
}
