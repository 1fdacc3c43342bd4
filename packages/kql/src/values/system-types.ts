// What `getschema` and `schema_merge` call the types.

import type { ScalarType } from '../types.js';

/**
 * Type names of .NET by KQL's.
 * @example systemTypes.long === 'System.Int64'
 */
export const systemTypes: Readonly<Record<ScalarType, string>> = {
  bool: 'System.SByte',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  string: 'System.String',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  guid: 'System.Guid',
  dynamic: 'System.Object',
};
