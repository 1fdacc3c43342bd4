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
import { type HostFunction, type HostType, type HostValue, hostFunctions } from '@gamekeeper/kql';

const types: Readonly<Record<HostType, DuckDBType>> = { VARCHAR, BIGINT, DOUBLE, BOOLEAN };

/**
 * Registers them for the whole database that the connection is to; once is enough.
 * @example registerHostFunctions(await instance.connect())
 */
export function registerHostFunctions(connection: DuckDBConnection): void {
  for (const hosted of hostFunctions) connection.registerScalarFunction(scalarFunction(hosted));
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
