// The .NET type names by which both hunting wires announce columns (wire contract 2.8).

import type { ScalarType } from '@gamekeeper/kql';

export const netTypes: Readonly<Record<ScalarType, string>> = {
  bool: 'SByte',
  int: 'Int32',
  long: 'Int64',
  real: 'Double',
  decimal: 'SqlDecimal',
  string: 'String',
  datetime: 'DateTime',
  timespan: 'TimeSpan',
  guid: 'Guid',
  dynamic: 'Object',
};
