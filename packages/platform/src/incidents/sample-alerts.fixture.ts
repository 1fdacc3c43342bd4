// The alerts of the sample month as alerts to raise, for the tests of what becomes of them.

import { generateSample, type SampleOptions } from '@gamekeeper/lake';
import type { NewAlert } from './alert.js';
import { alertFromRows } from './alerts-from-rows.js';
import type { Row } from './evidence-from-row.js';

/** By first activity. */
export function sampleAlerts(options: SampleOptions): readonly NewAlert[] {
  const infos: Row[] = [];
  const evidence = new Map<unknown, Row[]>();
  for (const { table, values } of generateSample({ ...options, tables: ['AlertInfo', 'AlertEvidence'] }))
    if (table === 'AlertInfo') infos.push(values);
    else evidence.set(values.AlertId, [...(evidence.get(values.AlertId) ?? []), values]);
  return infos
    .flatMap((info) => alertFromRows(info, evidence.get(info.AlertId) ?? []) ?? [])
    .sort((left, right) => left.firstActivityAt - right.firstActivityAt);
}
